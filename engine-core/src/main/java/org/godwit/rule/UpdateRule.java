package org.godwit.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.Names;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Changes what a rule's owner may change; what is absent stays as it is. A higher priority reaches
/// and another activity reach the transfers that wait already. Answers the rule as it is now.
///
/// @param comment empty for none
/// @param more what is changed more rarely
public record UpdateRule(
        RuleId rule,
        Optional<End> end,
        Optional<String> comment,
        Optional<String> activity,
        Optional<Integer> priority,
        Optional<Boolean> locked,
        RareChanges more)
        implements Command<RuleRow> {
    /// Nothing of what is changed more rarely.
    public UpdateRule(
            RuleId rule,
            Optional<End> end,
            Optional<String> comment,
            Optional<String> activity,
            Optional<Integer> priority,
            Optional<Boolean> locked) {
        this(rule, end, comment, activity, priority, locked, RareChanges.NONE);
    }

    /// Most characters of a comment.
    public static final int COMMENT_CHARS_MAX = 255;

    /// When a rule is to end.
    public sealed interface End {
        /// Not by itself.
        record Never() implements End {}

        /// So long from now.
        record In(Duration time) implements End {}
    }

    @Override
    public RuleRow decide(Context context) {
        RuleRow row = Rules.row(context.tx(), rule);
        if (row.ended(context.now())) {
            throw new EngineException(
                    ErrorCode.RULE_NOT_FOUND,
                    "rule " + rule + " has ended and is being removed; add a new one");
        }
        priority.ifPresent(AddRule::checkPriority);
        RuleRow changed =
                row.withSettings(
                        end.map(e -> at(e, context.now())).orElse(row.expiresAt()),
                        comment.isPresent()
                                ? comment.map(AddRule::checkedComment).filter(c -> !c.isEmpty())
                                : row.comment(),
                        activity.map(Names::activity).orElse(row.activity()),
                        priority.orElse(row.priority()),
                        locked.orElse(row.locked()),
                        context.now());
        RuleRow next = more.apply(context, rule, changed);
        context.tx().put(Tables.RULES, rule, next);
        next.end().ifPresent(time -> context.effect(new Effect.Due(time)));
        if (next.priority() > row.priority()
                || !next.activity().equals(row.activity())
                || !next.sourceExpression().equals(row.sourceExpression())) {
            // Looks at every file again, and has each unfinished transfer follow.
            RulePlan.add(context, rule, row.did(), 0);
        }
        String words = words(row, next);
        if (!words.isEmpty()) {
            RuleHistory.note(context, rule, next, RuleEvent.CHANGED, more.by(), words);
        }
        return Rules.row(context.tx(), rule);
    }

    /// What is different, for people.
    private static String words(RuleRow before, RuleRow after) {
        List<String> words = new ArrayList<>();
        if (!before.expiresAt().equals(after.expiresAt())) {
            words.add("ends " + after.expiresAt().map(Instant::toString).orElse("never"));
        }
        if (before.account() != after.account()) {
            words.add("another owner");
        }
        if (!before.activity().equals(after.activity())) {
            words.add("activity " + after.activity());
        }
        if (before.priority() != after.priority()) {
            words.add("priority " + after.priority());
        }
        if (before.locked() != after.locked()) {
            words.add(after.locked() ? "locked" : "unlocked");
        }
        if (!before.sourceExpression().equals(after.sourceExpression())) {
            words.add("from " + after.sourceExpression().orElse("anywhere"));
        }
        return String.join(", ", words);
    }

    private static Optional<Instant> at(End end, Instant now) {
        return switch (end) {
            case End.Never() -> Optional.empty();
            case End.In(Duration time) -> {
                if (!time.isPositive()) {
                    throw new EngineException(
                            ErrorCode.INVALID_RULE,
                            "a lifetime is longer than 0 seconds; delete the rule to end it now");
                }
                yield Optional.of(now.plus(time));
            }
        };
    }
}
