package org.godwit.catalog.schema;

/// An attachment: child in parent, by numeric ids.
public record ContentKey(long parent, long child) implements Comparable<ContentKey> {
    @Override
    public int compareTo(ContentKey other) {
        int order = Long.compare(parent, other.parent);
        return order != 0 ? order : Long.compare(child, other.child);
    }
}
