package org.godwit.catalog.schema;

/// A file at an RSE: of a replica, and of the request that is to make it.
public record ReplicaKey(long did, int rse) implements Comparable<ReplicaKey> {
    @Override
    public int compareTo(ReplicaKey other) {
        int order = Long.compare(did, other.did);
        return order != 0 ? order : Integer.compare(rse, other.rse);
    }
}
