package org.godwit.catalog.schema;

import java.time.Instant;
import org.godwit.model.RuleId;

/// A rule that a DID once had, by the time of its end.
public record DidTimeRuleKey(long did, Instant time, RuleId rule)
        implements Comparable<DidTimeRuleKey> {
    @Override
    public int compareTo(DidTimeRuleKey other) {
        int order = Long.compare(did, other.did);
        if (order == 0) {
            order = time.compareTo(other.time);
        }
        return order != 0 ? order : rule.compareTo(other.rule);
    }
}
