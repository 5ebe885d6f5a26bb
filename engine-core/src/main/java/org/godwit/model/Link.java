package org.godwit.model;

/// A directed link between two sites, by their numeric ids.
public record Link(int source, int destination) implements Comparable<Link> {
    @Override
    public int compareTo(Link other) {
        int order = Integer.compare(source, other.source);
        return order != 0 ? order : Integer.compare(destination, other.destination);
    }
}
