package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;
import org.godwit.transfer.LockMoves;

/// Gives back what an ended rule holds: its locks, then its notes, at last the rule itself.
final class RuleRemoval {
    private RuleRemoval() {}

    /// Removes at most `max` rows. Answers how many are left to be removed of that number; more
    /// than 0 means that the rule is gone.
    static int run(Context context, RuleId id, RuleRow rule, int max) {
        int left = max - locks(context, id, rule, max);
        left -= rows(context, Tables.RULE_PLAN, id, left);
        left -= rows(context, Tables.RULE_TARGETS, id, left);
        left -= rows(context, Tables.PLANNED_MOVES, id, left);
        if (left > 0) {
            context.tx().delete(Tables.RULE_REVIEWS, id);
            context.tx().delete(Tables.RULES, id);
            RuleEnd.after(context, id, rule);
        }
        return left;
    }

    private static int locks(Context context, RuleId id, RuleRow rule, int max) {
        List<RuleLockKey> locks = new ArrayList<>();
        try (Cursor<RuleLockKey, LockState> rows =
                context.tx()
                        .scan(
                                Tables.LOCKS_BY_RULE,
                                new RuleLockKey(id, 0, 0),
                                new RuleLockKey(id, Long.MAX_VALUE, 0))) {
            while (locks.size() < max && rows.hasNext()) {
                locks.add(rows.next().getKey());
            }
        }
        for (RuleLockKey lock : locks) {
            LockMoves.unlock(
                    context, new LockKey(lock.did(), lock.rse(), id), rule.purgeReplicas());
        }
        return locks.size();
    }

    private static <V> int rows(Context context, Table<RuleDidKey, V> table, RuleId id, int max) {
        List<RuleDidKey> keys = new ArrayList<>();
        try (Cursor<RuleDidKey, V> rows =
                context.tx()
                        .scan(table, new RuleDidKey(id, 0), new RuleDidKey(id, Long.MAX_VALUE))) {
            while (keys.size() < max && rows.hasNext()) {
                keys.add(rows.next().getKey());
            }
        }
        keys.forEach(key -> context.tx().delete(table, key));
        return keys.size();
    }
}
