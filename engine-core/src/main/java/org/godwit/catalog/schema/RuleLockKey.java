package org.godwit.catalog.schema;

import org.godwit.model.RuleId;

/// A lock, sorted by rule.
public record RuleLockKey(RuleId rule, long did, int rse) implements Comparable<RuleLockKey> {
    @Override
    public int compareTo(RuleLockKey other) {
        int order = rule.compareTo(other.rule);
        if (order == 0) {
            order = Long.compare(did, other.did);
        }
        return order != 0 ? order : Integer.compare(rse, other.rse);
    }
}
