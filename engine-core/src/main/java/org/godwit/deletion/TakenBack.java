package org.godwit.deletion;

import java.util.Optional;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.ReplicaState;
import org.godwit.transfer.Requests;

/// Keeps replicas after all that were set apart and not ordered to be removed yet.
final class TakenBack {
    private TakenBack() {}

    /// Makes the replica what it was.
    ///
    /// @param mayGo whether it may be deleted another time
    static void keep(Context context, ReplicaKey key, DeletionRow row, boolean mayGo) {
        if (row.agent().isPresent()) {
            throw new IllegalStateException("the deletion of " + key + " was ordered");
        }
        ReplicaRow replica = context.tx().get(Tables.REPLICAS, key).orElseThrow();
        context.tx().delete(Tables.DELETIONS, key);
        context.tx()
                .put(
                        Tables.REPLICAS,
                        key,
                        replica.withState(row.good() ? ReplicaState.AVAILABLE : ReplicaState.BAD)
                                .withTombstone(
                                        mayGo ? Optional.of(context.now()) : Optional.empty()));
        if (row.good()) {
            // What found no source, or was lost, while this copy was to go can be made from it.
            Requests.readableAgain(context, key);
        }
    }
}
