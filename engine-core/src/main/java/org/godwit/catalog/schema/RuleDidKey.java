package org.godwit.catalog.schema;

import org.godwit.model.RuleId;

/// A rule and a collection below its DID.
public record RuleDidKey(RuleId rule, long did) implements Comparable<RuleDidKey> {
    @Override
    public int compareTo(RuleDidKey other) {
        int order = rule.compareTo(other.rule);
        return order != 0 ? order : Long.compare(did, other.did);
    }
}
