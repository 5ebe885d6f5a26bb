package org.godwit.catalog.schema;

import java.time.Instant;

/// A kept answer at the time when it is forgotten.
public record TimeAnswerKey(Instant time, int account, String key)
        implements Comparable<TimeAnswerKey> {
    @Override
    public int compareTo(TimeAnswerKey other) {
        int order = time.compareTo(other.time);
        if (order == 0) {
            order = Integer.compare(account, other.account);
        }
        return order != 0 ? order : KeyOrder.text(key, other.key);
    }
}
