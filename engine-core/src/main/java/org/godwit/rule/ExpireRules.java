package org.godwit.rule;

import java.time.Instant;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TimeRuleKey;
import org.godwit.decision.Command;
import org.godwit.decision.Context;

/// Removes rules that have come to their end, and goes on with those that were deleted but were too
/// large to go at once. Answers when the next ends: in the past if the bound of one decision was
/// reached.
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
        return next.map(TimeRuleKey::time);
    }

    private static Optional<TimeRuleKey> next(Context context) {
        try (Cursor<TimeRuleKey, Present> rows = context.tx().scanAll(Tables.RULE_EXPIRY)) {
            return rows.hasNext() ? Optional.of(rows.next().getKey()) : Optional.empty();
        }
    }
}
