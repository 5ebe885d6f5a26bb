package org.godwit.rule;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TimeRuleKey;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.RuleId;

/// Removes rules that have come to their end, and goes on with those that were deleted but were too
/// large to go at once; begins those whose time has come; forgets the history of those that ended
/// long ago. Answers when there is something of it to do again: in the past if the bound of one
/// decision was reached.
public record ExpireRules() implements Command<Optional<Instant>> {
    /// Most rows removed in one decision.
    static final int ROWS_MAX = 1_000;

    @Override
    public Optional<Instant> decide(Context context) {
        int left = ROWS_MAX;
        Optional<TimeRuleKey> next = next(context);
        while (left > 0 && next.isPresent() && !next.get().time().isAfter(context.now())) {
            RuleRow rule = Rules.row(context.tx(), next.get().rule());
            left = RuleRemoval.run(context, next.get().rule(), rule, left) - 1;
            next = next(context);
        }
        Optional<Instant> start = begin(context, left);
        RuleHistory.forget(context, left);
        return Stream.concat(next.map(TimeRuleKey::time).stream(), start.stream())
                .min(Comparator.naturalOrder());
    }

    private static Optional<Instant> begin(Context context, int max) {
        int left = max;
        Optional<TimeRuleKey> next = first(context, Tables.RULE_STARTS);
        while (left > 0 && next.isPresent() && !next.get().time().isAfter(context.now())) {
            RuleId id = next.get().rule();
            RuleRow rule = Rules.row(context.tx(), id);
            context.tx()
                    .put(
                            Tables.RULES,
                            id,
                            rule.withTerms(
                                    rule.terms().withStart(Optional.empty()), context.now()));
            context.effect(new Effect.RuleToPlan(id));
            left--;
            next = first(context, Tables.RULE_STARTS);
        }
        return next.map(TimeRuleKey::time);
    }

    private static Optional<TimeRuleKey> next(Context context) {
        return first(context, Tables.RULE_EXPIRY);
    }

    private static Optional<TimeRuleKey> first(Context context, Table<TimeRuleKey, Present> table) {
        try (Cursor<TimeRuleKey, Present> rows = context.tx().scanAll(table)) {
            return rows.hasNext() ? Optional.of(rows.next().getKey()) : Optional.empty();
        }
    }
}
