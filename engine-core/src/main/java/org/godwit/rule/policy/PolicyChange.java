package org.godwit.rule.policy;

import java.util.Optional;
import org.godwit.model.RuleId;

/// One difference between what is declared and what there is, and what was or would be done.
///
/// @param what in words: the rule, or what of it is another
/// @param rule that there is; absent for one to be added in a trial
public record PolicyChange(
        String policy, Action action, String did, String what, Optional<RuleId> rule) {
    /// What is done.
    public enum Action {
        /// A rule is added.
        ADD,
        /// A rule is changed.
        CHANGE,
        /// A rule is replaced by another, since what is different cannot be changed.
        REPLACE,
        /// A rule is removed.
        REMOVE,
        /// Nothing: all is as declared.
        KEEP
    }
}
