package org.godwit.deletion;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DeletionGuardRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.ReplicaState;

/// How many files may go at an RSE in an hour.
public final class DeletionGuard {
    /// Of an RSE's files, one in so many goes in an hour without anybody confirming, but never
    /// fewer than [#FILES_MIN] nor more than [#FILES_MAX].
    private static final int ONE_IN = 10;

    private static final long FILES_MIN = 1_000;
    private static final long FILES_MAX = 100_000;

    private DeletionGuard() {}

    /// The guard of an RSE as it is now: the hour's, or a new hour's.
    static DeletionGuardRow of(Context context, int rse) {
        return context.tx()
                .get(Tables.DELETION_GUARDS, rse)
                .filter(row ->
                        context.now().isBefore(row.begun().plus(ReserveDeletions.GUARD_WINDOW)))
                .orElseGet(() -> fresh(context, rse));
    }

    private static DeletionGuardRow fresh(Context context, int rse) {
        long files = 0;
        for (ReplicaState state : ReplicaState.values()) {
            files += count(context.tx(), CounterKey.rseReplicas(rse, state));
        }
        long confirmed =
                context.tx()
                        .get(Tables.DELETION_GUARDS, rse)
                        .map(DeletionGuardRow::confirmed)
                        .orElse(0L);
        return new DeletionGuardRow(
                context.now(),
                0,
                Math.clamp(files / ONE_IN, FILES_MIN, FILES_MAX),
                confirmed,
                false);
    }

    /// Lets exactly so many files more go at an RSE than go by themselves.
    public static void confirm(Context context, int rse, long files) {
        context.tx().put(Tables.DELETION_GUARDS, rse, of(context, rse).confirming(files));
    }

    private static long count(CatalogView view, CounterKey counter) {
        return view.get(Tables.COUNTERS, counter).orElse(Count.ZERO).items();
    }
}
