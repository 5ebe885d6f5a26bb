package org.godwit.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.godwit.catalog.schema.RuleTerms;
import org.godwit.model.Notification;
import org.godwit.model.Preference;

/// What a new rule is to say that most rules do not.
///
/// @param preference which RSEs come first
/// @param notification which events it tells of
/// @param ignoreLimit whether its owner's limits do not count for it
/// @param split whether a rule on a container becomes one on each of its datasets
/// @param approval whether somebody who may must approve of it first
/// @param asynchronous whether it is planned after the answer, however small it is
/// @param delay how long its planning waits
/// @param subscription the subscription that makes it
/// @param policy the policy that makes it
/// @param meta what a workflow system wants to remember of it
public record RuleExtras(
        Preference preference,
        Notification notification,
        boolean ignoreLimit,
        boolean split,
        boolean approval,
        boolean asynchronous,
        Optional<Duration> delay,
        Optional<Long> subscription,
        Optional<String> policy,
        Optional<String> meta) {
    /// Nothing of the kind.
    public static final RuleExtras PLAIN =
            new RuleExtras(
                    Preference.BALANCED,
                    Notification.NO,
                    false,
                    false,
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// As a rule keeps it.
    RuleTerms terms(Instant now) {
        return new RuleTerms(
                notification,
                preference,
                ignoreLimit,
                split,
                Optional.empty(),
                delay.map(now::plus),
                Optional.empty(),
                subscription,
                policy,
                meta);
    }

    /// The same, outside the owner's limits.
    RuleExtras withIgnoreLimit() {
        return with(true, meta);
    }

    /// The same with what the rule language has no words for.
    RuleExtras with(boolean newIgnoreLimit, Optional<String> newMeta) {
        return new RuleExtras(
                preference,
                notification,
                newIgnoreLimit,
                split,
                approval,
                asynchronous,
                delay,
                subscription,
                policy,
                newMeta);
    }

    /// The same, made by a subscription, and planned in the background.
    public RuleExtras ofSubscription(long id) {
        return new RuleExtras(
                preference,
                notification,
                ignoreLimit,
                split,
                approval,
                true,
                delay,
                Optional.of(id),
                policy,
                meta);
    }

    /// The same, made by a policy, and planned in the background.
    public RuleExtras ofPolicy(String name) {
        return new RuleExtras(
                preference,
                notification,
                ignoreLimit,
                split,
                approval,
                true,
                delay,
                subscription,
                Optional.of(name),
                meta);
    }
}
