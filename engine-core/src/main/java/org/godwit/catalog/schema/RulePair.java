package org.godwit.catalog.schema;

import org.godwit.model.RuleId;

/// A rule and another that waits for it.
public record RulePair(RuleId child, RuleId parent) implements Comparable<RulePair> {
    @Override
    public int compareTo(RulePair other) {
        int order = child.compareTo(other.child);
        return order != 0 ? order : parent.compareTo(other.parent);
    }
}
