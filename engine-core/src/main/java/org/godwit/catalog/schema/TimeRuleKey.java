package org.godwit.catalog.schema;

import java.time.Instant;
import org.godwit.model.RuleId;

/// A rule, sorted by the time at which something is due for it.
public record TimeRuleKey(Instant time, RuleId rule) implements Comparable<TimeRuleKey> {
    @Override
    public int compareTo(TimeRuleKey other) {
        int order = time.compareTo(other.time);
        return order != 0 ? order : rule.compareTo(other.rule);
    }
}
