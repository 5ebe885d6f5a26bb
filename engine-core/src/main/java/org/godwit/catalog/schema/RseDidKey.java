package org.godwit.catalog.schema;

/// A file at an RSE, sorted by RSE.
public record RseDidKey(int rse, long did) implements Comparable<RseDidKey> {
    @Override
    public int compareTo(RseDidKey other) {
        int order = Integer.compare(rse, other.rse);
        return order != 0 ? order : Long.compare(did, other.did);
    }
}
