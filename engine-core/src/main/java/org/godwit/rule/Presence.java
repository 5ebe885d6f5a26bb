package org.godwit.rule;

import java.util.HashMap;
import java.util.Map;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.model.ReplicaState;
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
}
