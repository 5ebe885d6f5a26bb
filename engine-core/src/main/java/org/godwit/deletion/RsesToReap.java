package org.godwit.deletion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.ReplicaState;

/// The RSEs at which something may go or is going. Changes nothing.
public record RsesToReap() implements Command<List<RsesToReap.Rse>> {
    /// One of them.
    ///
    /// @param reclaimable whether a replica has a tombstone there
    /// @param deleting whether a replica is set apart there
    public record Rse(int id, String name, boolean reclaimable, boolean deleting) {}

    @Override
    public List<Rse> decide(Context context) {
        List<Rse> found = new ArrayList<>();
        try (Cursor<Integer, RseRow> rows = context.tx().scanAll(Tables.RSES)) {
            while (rows.hasNext()) {
                Map.Entry<Integer, RseRow> row = rows.next();
                int id = row.getKey();
                boolean reclaimable = counts(context, CounterKey.rseReclaimable(id));
                boolean deleting =
                        counts(context, CounterKey.rseReplicas(id, ReplicaState.BEING_DELETED));
                if (reclaimable || deleting) {
                    found.add(new Rse(id, row.getValue().name(), reclaimable, deleting));
                }
            }
        }
        return found;
    }

    private static boolean counts(Context context, CounterKey counter) {
        return context.tx().get(Tables.COUNTERS, counter).isPresent();
    }
}
