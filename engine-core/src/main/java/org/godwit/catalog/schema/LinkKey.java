package org.godwit.catalog.schema;

/// A directed link between sites.
public record LinkKey(int source, int destination) implements Comparable<LinkKey> {
    @Override
    public int compareTo(LinkKey other) {
        int order = Integer.compare(source, other.source);
        return order != 0 ? order : Integer.compare(destination, other.destination);
    }
}
