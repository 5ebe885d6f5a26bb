package org.godwit.relocation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.LockState;
import org.godwit.topology.Drains;

/// Calls off what plans have had moved and what has not begun to: but for what leaves RSEs that are
/// taken out of use. Answers how many groups of files stay.
public record StopRebalance() implements Command<Integer> {
    @Override
    public Integer decide(Context context) {
        List<RuleDidKey> found = notBegun(context.tx());
        found.forEach(key -> context.tx().delete(Tables.PLANNED_MOVES, key));
        return found.size();
    }

    /// What would be called off now.
    public static List<RuleDidKey> notBegun(CatalogView view) {
        Set<Integer> closed = Drains.closed(view);
        List<RuleDidKey> found = new ArrayList<>();
        try (Cursor<RuleDidKey, TargetsRow> planned = view.scanAll(Tables.PLANNED_MOVES)) {
            while (planned.hasNext()) {
                Map.Entry<RuleDidKey, TargetsRow> move = planned.next();
                List<Integer> now = now(view, move.getKey());
                if (!now.containsAll(move.getValue().rses()) && Collections.disjoint(now, closed)) {
                    found.add(move.getKey());
                }
            }
        }
        return found;
    }

    private static List<Integer> now(CatalogView view, RuleDidKey key) {
        Optional<TargetsRow> chosen = view.get(Tables.RULE_TARGETS, key);
        if (chosen.isPresent()) {
            return chosen.get().rses();
        }
        List<Integer> rses = new ArrayList<>();
        try (Cursor<RuleLockKey, LockState> locks =
                view.scan(
                        Tables.LOCKS_BY_RULE,
                        new RuleLockKey(key.rule(), key.did(), 0),
                        new RuleLockKey(key.rule(), key.did() + 1, 0))) {
            locks.forEachRemaining(lock -> rses.add(lock.getKey().rse()));
        }
        return rses;
    }
}
