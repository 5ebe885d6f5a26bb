package org.godwit.deletion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.lock.Locks;
import org.godwit.model.ReplicaState;

/// Gives up the replicas of a file that nobody wants any more.
final class Abandon {
    private Abandon() {}

    /// Gives each replica of the file a tombstone, unless the file is still wanted. Answers how
    /// many.
    static int file(Context context, long did) {
        if (GoodCopies.isWanted(context.tx(), did)) {
            return 0;
        }
        List<Map.Entry<ReplicaKey, ReplicaRow>> replicas = new ArrayList<>();
        try (Cursor<ReplicaKey, ReplicaRow> rows =
                context.tx()
                        .scan(
                                Tables.REPLICAS,
                                new ReplicaKey(did, 0),
                                new ReplicaKey(did + 1, 0))) {
            rows.forEachRemaining(replicas::add);
        }
        int given = 0;
        for (Map.Entry<ReplicaKey, ReplicaRow> replica : replicas) {
            given += replica(context, replica.getKey(), replica.getValue()) ? 1 : 0;
        }
        return given;
    }

    /// Gives a replica a tombstone unless it has one, is locked or is on its way.
    static boolean replica(Context context, ReplicaKey key, ReplicaRow row) {
        boolean on =
                row.state() == ReplicaState.COPYING || row.state() == ReplicaState.BEING_DELETED;
        if (on
                || row.tombstone().isPresent()
                || !Locks.on(context.tx(), key.did(), key.rse()).isEmpty()) {
            return false;
        }
        context.tx().put(Tables.REPLICAS, key, row.withTombstone(Optional.of(context.now())));
        return true;
    }
}
