package org.godwit.catalog.schema;

import java.time.Instant;

/// A DID at a time: that of its end.
public record TimeDidKey(Instant time, long did) implements Comparable<TimeDidKey> {
    @Override
    public int compareTo(TimeDidKey other) {
        int order = time.compareTo(other.time);
        return order != 0 ? order : Long.compare(did, other.did);
    }
}
