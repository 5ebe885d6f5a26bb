package org.godwit.catalog.schema;

/// Bytes that one agent wrote for a link and activity in the 10 s from `start` on (seconds since
/// 1970).
public record BinKey(
        long start, int source, int destination, String activity, String agent, long incarnation)
        implements Comparable<BinKey> {
    @Override
    public int compareTo(BinKey other) {
        int order = Long.compare(start, other.start);
        if (order == 0) {
            order = Integer.compare(source, other.source);
        }
        if (order == 0) {
            order = Integer.compare(destination, other.destination);
        }
        if (order == 0) {
            order = KeyOrder.text(activity, other.activity);
        }
        if (order == 0) {
            order = KeyOrder.text(agent, other.agent);
        }
        return order != 0 ? order : Long.compare(incarnation, other.incarnation);
    }
}
