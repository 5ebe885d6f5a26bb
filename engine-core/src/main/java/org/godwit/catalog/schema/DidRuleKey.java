package org.godwit.catalog.schema;

import org.godwit.model.RuleId;

/// A rule, sorted by the DID it is on.
public record DidRuleKey(long did, RuleId rule) implements Comparable<DidRuleKey> {
    @Override
    public int compareTo(DidRuleKey other) {
        int order = Long.compare(did, other.did);
        return order != 0 ? order : rule.compareTo(other.rule);
    }
}
