package org.godwit.catalog.schema;

import java.time.Instant;

/// A place in the queue of a link and activity: higher priority first, then first come first
/// served. Requests that have no source wait under source site 0.
public record QueueKey(
        int source,
        int destination,
        String activity,
        int priority,
        Instant since,
        long did,
        int rse)
        implements Comparable<QueueKey> {
    @Override
    public int compareTo(QueueKey other) {
        int order = Integer.compare(source, other.source);
        if (order == 0) {
            order = Integer.compare(destination, other.destination);
        }
        if (order == 0) {
            order = KeyOrder.text(activity, other.activity);
        }
        if (order == 0) {
            order = Integer.compare(other.priority, priority);
        }
        if (order == 0) {
            order = since.compareTo(other.since);
        }
        if (order == 0) {
            order = Long.compare(did, other.did);
        }
        return order != 0 ? order : Integer.compare(rse, other.rse);
    }
}
