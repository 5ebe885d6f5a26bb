package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;
import org.godwit.model.Notification;
import org.godwit.model.Preference;
import org.godwit.model.RuleId;

/// What a rule says that most rules do not.
///
/// @param notification which events it tells of
/// @param preference which RSEs come first
/// @param ignoreLimit whether its owner's limits do not count for it
/// @param splitContainer whether it is to become one rule for each dataset of its container
/// @param child the rule that must be OK before this one may end: the one it was moved to
/// @param startsAt when its planning begins, while that is to come
/// @param stuckSince when it became STUCK, while it is
/// @param subscription the subscription that made it
/// @param policy the name of the policy that made it
/// @param meta what a workflow system wants to remember of it
public record RuleTerms(
        Notification notification,
        Preference preference,
        boolean ignoreLimit,
        boolean splitContainer,
        Optional<RuleId> child,
        Optional<Instant> startsAt,
        Optional<Instant> stuckSince,
        Optional<Long> subscription,
        Optional<String> policy,
        Optional<String> meta) {
    /// Those of a rule that says nothing of the kind.
    public static final RuleTerms PLAIN =
            new RuleTerms(
                    Notification.NO,
                    Preference.BALANCED,
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// The same with another child.
    public RuleTerms withChild(Optional<RuleId> newChild) {
        return new RuleTerms(
                notification,
                preference,
                ignoreLimit,
                splitContainer,
                newChild,
                startsAt,
                stuckSince,
                subscription,
                policy,
                meta);
    }

    /// The same with another beginning.
    public RuleTerms withStart(Optional<Instant> newStart) {
        return new RuleTerms(
                notification,
                preference,
                ignoreLimit,
                splitContainer,
                child,
                newStart,
                stuckSince,
                subscription,
                policy,
                meta);
    }

    /// The same, outside its owner's limits or within them.
    public RuleTerms withIgnoreLimit(boolean newIgnoreLimit) {
        return new RuleTerms(
                notification,
                preference,
                newIgnoreLimit,
                splitContainer,
                child,
                startsAt,
                stuckSince,
                subscription,
                policy,
                meta);
    }

    /// The same for data that is no container.
    public RuleTerms unsplit() {
        return new RuleTerms(
                notification,
                preference,
                ignoreLimit,
                false,
                child,
                startsAt,
                stuckSince,
                subscription,
                policy,
                meta);
    }

    /// The same with another note of a workflow system.
    public RuleTerms withMeta(Optional<String> newMeta) {
        return new RuleTerms(
                notification,
                preference,
                ignoreLimit,
                splitContainer,
                child,
                startsAt,
                stuckSince,
                subscription,
                policy,
                newMeta);
    }

    /// The same for a rule that is STUCK from now on, or is not. Who is STUCK already keeps the
    /// time.
    RuleTerms stuck(boolean stuck, Instant now) {
        Optional<Instant> since = stuck ? stuckSince.or(() -> Optional.of(now)) : Optional.empty();
        return since.equals(stuckSince)
                ? this
                : new RuleTerms(
                        notification,
                        preference,
                        ignoreLimit,
                        splitContainer,
                        child,
                        startsAt,
                        since,
                        subscription,
                        policy,
                        meta);
    }
}
