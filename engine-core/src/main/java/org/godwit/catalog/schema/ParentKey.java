package org.godwit.catalog.schema;

/// An attachment seen from the child.
public record ParentKey(long child, long parent) implements Comparable<ParentKey> {
    @Override
    public int compareTo(ParentKey other) {
        int order = Long.compare(child, other.child);
        return order != 0 ? order : Long.compare(parent, other.parent);
    }
}
