package org.godwit.catalog.schema;

/// A replica found by its path within an RSE, where the path does not follow from the name.
public record PathKey(int rse, String path, long did) implements Comparable<PathKey> {
    @Override
    public int compareTo(PathKey other) {
        int order = Integer.compare(rse, other.rse);
        if (order == 0) {
            order = KeyOrder.text(path, other.path);
        }
        return order != 0 ? order : Long.compare(did, other.did);
    }
}
