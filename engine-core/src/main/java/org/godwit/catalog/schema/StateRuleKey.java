package org.godwit.catalog.schema;

import org.godwit.model.RuleId;
import org.godwit.model.RuleState;

/// A rule, sorted by state.
public record StateRuleKey(RuleState state, RuleId rule) implements Comparable<StateRuleKey> {
    @Override
    public int compareTo(StateRuleKey other) {
        int order = state.compareTo(other.state);
        return order != 0 ? order : rule.compareTo(other.rule);
    }
}
