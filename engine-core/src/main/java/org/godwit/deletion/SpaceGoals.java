package org.godwit.deletion;

import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.message.FromAgent;
import org.godwit.model.DrainState;
import org.godwit.model.ReplicaState;
import org.godwit.topology.Drains;
import org.godwit.topology.RseAttributes;

/// How much is to be freed at an RSE. What is being deleted, and what lies in the trash, counts as
/// freed already: no more goes than is needed.
public final class SpaceGoals {
    private SpaceGoals() {}

    /// Bytes of replicas that must go for the RSE's goals; `Long.MAX_VALUE` if all that may go is
    /// to go.
    ///
    /// @param space as the storage last told it; without it, only goals by the catalogue count
    public static long bytesNeeded(
            CatalogView view, int rse, RseRow row, Optional<FromAgent.Space> space) {
        if (Drains.of(view, rse)
                .filter(drain -> drain.state() == DrainState.DECOMMISSIONING)
                .isPresent()) {
            return Long.MAX_VALUE;
        }
        if (Boolean.parseBoolean(row.attributes().get(RseAttributes.GREEDY_DELETION))) {
            return Long.MAX_VALUE;
        }
        long deleting = bytes(view, rse, ReplicaState.BEING_DELETED);
        long byFree =
                bytes(row, RseAttributes.MIN_FREE_SPACE)
                        .flatMap(least ->
                                space.map(told ->
                                        least - told.freeBytes() - told.trashBytes() - deleting))
                        .orElse(0L);
        long byUsed =
                bytes(row, RseAttributes.MAX_USED_SPACE)
                        .map(most -> used(view, rse) - most)
                        .orElse(0L);
        return Math.max(0, Math.max(byFree, byUsed));
    }

    private static long used(CatalogView view, int rse) {
        long used = 0;
        for (ReplicaState state : ReplicaState.values()) {
            used += state == ReplicaState.BEING_DELETED ? 0 : bytes(view, rse, state);
        }
        return used;
    }

    private static long bytes(CatalogView view, int rse, ReplicaState state) {
        return view.get(Tables.COUNTERS, CounterKey.rseReplicas(rse, state))
                .orElse(Count.ZERO)
                .bytes();
    }

    private static Optional<Long> bytes(RseRow row, String attribute) {
        return Optional.ofNullable(row.attributes().get(attribute)).map(Long::parseLong);
    }

    /// How long what is removed at an RSE stays in its trash.
    static long trashSeconds(RseRow row) {
        return bytes(row, RseAttributes.TRASH_SECONDS).orElse(RseAttributes.TRASH_SECONDS_DEFAULT);
    }
}
