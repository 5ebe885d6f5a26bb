package org.godwit.catalog.schema;

/// Transfers that ended on a link, by activity and the 10 s in which they did.
public record CompletionKey(long start, int source, int destination, String activity)
        implements Comparable<CompletionKey> {
    @Override
    public int compareTo(CompletionKey other) {
        int order = Long.compare(start, other.start);
        if (order == 0) {
            order = Integer.compare(source, other.source);
        }
        if (order == 0) {
            order = Integer.compare(destination, other.destination);
        }
        return order != 0 ? order : KeyOrder.text(activity, other.activity);
    }
}
