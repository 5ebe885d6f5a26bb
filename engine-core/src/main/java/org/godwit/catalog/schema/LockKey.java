package org.godwit.catalog.schema;

import org.godwit.model.RuleId;

/// What one rule wants of one replica.
public record LockKey(long did, int rse, RuleId rule) implements Comparable<LockKey> {
    @Override
    public int compareTo(LockKey other) {
        int order = Long.compare(did, other.did);
        if (order == 0) {
            order = Integer.compare(rse, other.rse);
        }
        return order != 0 ? order : rule.compareTo(other.rule);
    }
}
