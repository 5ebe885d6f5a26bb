package org.godwit.rule;

import java.util.HashMap;
import java.util.Map;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.model.ReplicaState;
import org.godwit.topology.LinkDefaults;
import org.godwit.topology.Rses;
import org.godwit.transfer.FileCopies;

/// How many bytes of a group of files each RSE holds, or is about to hold.
final class Presence {
    private final Map<Integer, Long> bytes = new HashMap<>();

    void add(FileCopies file) {
        for (Map.Entry<ReplicaKey, ReplicaRow> replica : file.replicas()) {
            ReplicaState state = replica.getValue().state();
            if (state == ReplicaState.AVAILABLE || state == ReplicaState.COPYING) {
                // Files of 0 bytes count as well, for less than any other.
                bytes.merge(replica.getKey().rse(), replica.getValue().bytes() + 1, Long::sum);
            }
        }
    }

    long at(int rse) {
        return bytes.getOrDefault(rse, 0L);
    }

    /// The least distance of a link from an RSE that holds some of it to another, smaller within a
    /// site; the largest number if none holds any.
    double distanceTo(CatalogView view, int rse) {
        int site = Rses.row(view, rse).site();
        return bytes.keySet().stream()
                .mapToInt(holder -> Rses.row(view, holder).site())
                .filter(from -> from == site || LinkDefaults.of(view, from, site).enabled())
                .map(from -> from == site ? -1 : LinkDefaults.of(view, from, site).distance())
                .min()
                .orElse(Integer.MAX_VALUE);
    }
}
