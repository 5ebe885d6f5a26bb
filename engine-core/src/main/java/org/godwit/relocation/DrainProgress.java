package org.godwit.relocation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DrainRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.DrainState;
import org.godwit.model.Epoch;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.rule.Leaving;

/// How far an RSE is that is taken out of use.
///
/// @param held replicas that are there, in whatever state
/// @param kept of those, the ones that rules keep, or that wait to be given free
/// @param moving of those, the ones whose replacement is on its way
/// @param deleting being deleted now
/// @param staying rules that cannot keep their copies anywhere else, at most [#RULES_MAX]
public record DrainProgress(
        int rse,
        DrainRow drain,
        Count held,
        Count kept,
        long moving,
        Count deleting,
        List<MoveForecast.Staying> staying) {
    /// Most rules that are told of.
    public static final int RULES_MAX = 1_000;

    public DrainProgress {
        staying = List.copyOf(staying);
    }

    /// Of all RSEs that are taken out of use, or were.
    public static List<DrainProgress> all(CatalogView view, Instant now) {
        List<DrainProgress> found = new ArrayList<>();
        try (Cursor<Integer, DrainRow> rows = view.scanAll(Tables.DRAINS)) {
            while (rows.hasNext()) {
                Map.Entry<Integer, DrainRow> row = rows.next();
                found.add(of(view, row.getKey(), row.getValue(), now));
            }
        }
        return found;
    }

    private static DrainProgress of(CatalogView view, int rse, DrainRow drain, Instant now) {
        Count held = BeginDrain.held(view, rse);
        Count deleting = count(view, CounterKey.rseReplicas(rse, ReplicaState.BEING_DELETED));
        Count free = count(view, CounterKey.rseReclaimable(rse));
        Count kept =
                new Count(
                        held.items() - deleting.items() - free.items(),
                        held.bytes() - deleting.bytes() - free.bytes());
        boolean over = drain.state() == DrainState.DECOMMISSIONED || kept.items() == 0;
        return new DrainProgress(
                rse,
                drain,
                held,
                kept,
                moving(view, rse),
                deleting,
                over ? List.of() : staying(view, rse, now));
    }

    private static Count count(CatalogView view, CounterKey counter) {
        return view.get(Tables.COUNTERS, counter).orElse(Count.ZERO);
    }

    /// Moves under way are bounded by [org.godwit.rule.MoveLimits#atOnce].
    private static long moving(CatalogView view, int rse) {
        long moving = 0;
        try (Cursor<LockKey, Integer> moves = view.scanAll(Tables.LOCK_MOVES)) {
            while (moves.hasNext()) {
                moving += moves.next().getValue() == rse ? 1 : 0;
            }
        }
        return moving;
    }

    private static List<MoveForecast.Staying> staying(CatalogView view, int rse, Instant now) {
        Context context =
                new Context(
                        new Transaction(view), now, new SplittableRandom(0), new Epoch(0, 0), 1);
        List<MoveForecast.Staying> found = new ArrayList<>();
        try (Cursor<RuleId, RuleRow> rules = view.scanAll(Tables.RULES)) {
            while (rules.hasNext() && found.size() < RULES_MAX) {
                Map.Entry<RuleId, RuleRow> rule = rules.next();
                if (!rule.getValue().ended(now)) {
                    Leaving.of(context, rule.getKey(), rule.getValue(), rse)
                            .filter(leaving -> leaving.obstacle().isPresent())
                            .ifPresent(leaving -> found.add(staying(leaving)));
                }
            }
        }
        return found;
    }

    static MoveForecast.Staying staying(Leaving leaving) {
        return new MoveForecast.Staying(
                leaving.id(),
                leaving.rule().did(),
                leaving.rule().account(),
                leaving.locks(),
                leaving.obstacle().orElse(""));
    }
}
