package org.godwit.rule.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.decision.Context;
import org.godwit.model.RuleId;
import org.godwit.rule.RareChanges;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.UpdateRule;

/// Compares a rule with what a policy says of it. A lifetime counts from when the rule was made, so
/// that to apply a policy again prolongs nothing.
final class RuleDifference {
    private RuleDifference() {}

    /// What is different and cannot be changed, in words.
    static Optional<String> fixed(RuleRow row, RuleSpec spec) {
        List<String> words = new ArrayList<>();
        differs(words, "grouping", row.grouping(), spec.grouping());
        differs(words, "weight", row.weight(), spec.weight());
        differs(words, "distinct", row.distinct(), spec.distinct());
        differs(words, "preference", row.terms().preference(), spec.extras().preference());
        differs(words, "notification", row.terms().notification(), spec.extras().notification());
        differs(
                words,
                "use of RSEs that cannot be written",
                row.ignoreAvailability(),
                spec.ignoreAvailability());
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", words));
    }

    /// Changes what is different and can be changed. Answers it in words.
    static Optional<String> change(Context context, RuleId id, RuleRow row, RuleSpec spec) {
        List<String> words = new ArrayList<>();
        String activity = spec.activity().orElse(RuleSpec.ACTIVITY_DEFAULT);
        Optional<Instant> end = spec.lifetime().map(lifetime -> lifetime.end(row.createdAt()));
        differs(words, "activity", row.activity(), activity);
        differs(words, "priority", row.priority(), spec.priority());
        differs(words, "lock", row.locked() && !lockedByTape(row, spec), spec.locked());
        differs(words, "comment", row.comment(), spec.comment());
        differs(words, "purge", row.purgeReplicas(), spec.purgeReplicas());
        differs(words, "source", row.sourceExpression(), spec.sourceExpression());
        differs(words, "end", row.expiresAt(), end);
        if (words.isEmpty()) {
            return Optional.empty();
        }
        RuleRow _ =
                new UpdateRule(
                                id,
                                row.expiresAt().equals(end) ? Optional.empty() : end(context, end),
                                Optional.of(spec.comment().orElse("")),
                                Optional.of(activity),
                                Optional.of(spec.priority()),
                                lockedByTape(row, spec)
                                        ? Optional.empty()
                                        : Optional.of(spec.locked()),
                                new RareChanges(
                                        Optional.empty(),
                                        Optional.of(spec.sourceExpression().orElse("")),
                                        Optional.of(spec.purgeReplicas()),
                                        Optional.empty(),
                                        Optional.empty(),
                                        ""))
                        .decide(context);
        return Optional.of(String.join(", ", words));
    }

    /// A rule without an end may have been locked because it keeps copies on tape.
    private static boolean lockedByTape(RuleRow row, RuleSpec spec) {
        return row.locked() && !spec.locked() && row.expiresAt().isEmpty();
    }

    private static Optional<UpdateRule.End> end(Context context, Optional<Instant> end) {
        return Optional.of(
                end.<UpdateRule.End>map(time ->
                                new UpdateRule.End.In(Duration.between(context.now(), time)))
                        .orElseGet(UpdateRule.End.Never::new));
    }

    private static void differs(List<String> words, String what, Object is, Object shall) {
        if (!is.equals(shall)) {
            words.add(what + " " + text(is) + " becomes " + text(shall));
        }
    }

    private static String text(Object value) {
        return value instanceof Optional<?> optional
                ? optional.map(Object::toString).orElse("none")
                : String.valueOf(value);
    }
}
