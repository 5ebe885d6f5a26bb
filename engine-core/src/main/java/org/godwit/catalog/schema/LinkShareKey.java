package org.godwit.catalog.schema;

/// An agent at the destination of a capped link.
public record LinkShareKey(int source, int destination, String agent)
        implements Comparable<LinkShareKey> {
    @Override
    public int compareTo(LinkShareKey other) {
        int order = Integer.compare(source, other.source);
        if (order == 0) {
            order = Integer.compare(destination, other.destination);
        }
        return order != 0 ? order : KeyOrder.text(agent, other.agent);
    }
}
