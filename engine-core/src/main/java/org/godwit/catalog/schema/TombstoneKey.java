package org.godwit.catalog.schema;

import java.time.Instant;

/// A replica that no rule holds, sorted by RSE and the time from which it may go.
public record TombstoneKey(int rse, Instant time, long did) implements Comparable<TombstoneKey> {
    /// Before every key of an RSE.
    public static TombstoneKey first(int rse) {
        return new TombstoneKey(rse, Instant.EPOCH, 0);
    }

    @Override
    public int compareTo(TombstoneKey other) {
        int order = Integer.compare(rse, other.rse);
        if (order == 0) {
            order = time.compareTo(other.time);
        }
        return order != 0 ? order : Long.compare(did, other.did);
    }
}
