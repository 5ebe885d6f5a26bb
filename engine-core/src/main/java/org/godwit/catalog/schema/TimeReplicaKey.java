package org.godwit.catalog.schema;

import java.time.Instant;

/// A request, sorted by the time of its next attempt.
public record TimeReplicaKey(Instant time, long did, int rse)
        implements Comparable<TimeReplicaKey> {
    @Override
    public int compareTo(TimeReplicaKey other) {
        int order = time.compareTo(other.time);
        if (order == 0) {
            order = Long.compare(did, other.did);
        }
        return order != 0 ? order : Integer.compare(rse, other.rse);
    }
}
