package org.godwit.catalog.schema;

import org.godwit.model.RuleId;

/// Something that happened to a rule, in order.
///
/// @param index of the change set, then a number within it
public record RuleEventKey(RuleId rule, long index, int number)
        implements Comparable<RuleEventKey> {
    @Override
    public int compareTo(RuleEventKey other) {
        int order = rule.compareTo(other.rule);
        if (order == 0) {
            order = Long.compare(index, other.index);
        }
        return order != 0 ? order : Integer.compare(number, other.number);
    }
}
