package org.godwit.catalog.schema;

/// One attempt at a transfer.
public record AttemptKey(long did, int rse, long generation, int attempt)
        implements Comparable<AttemptKey> {
    @Override
    public int compareTo(AttemptKey other) {
        int order = Long.compare(did, other.did);
        if (order == 0) {
            order = Integer.compare(rse, other.rse);
        }
        if (order == 0) {
            order = Long.compare(generation, other.generation);
        }
        return order != 0 ? order : Integer.compare(attempt, other.attempt);
    }
}
