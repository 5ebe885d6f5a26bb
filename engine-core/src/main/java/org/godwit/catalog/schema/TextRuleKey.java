package org.godwit.catalog.schema;

import org.godwit.model.RuleId;

/// A rule under a name that it shares with others.
public record TextRuleKey(String name, RuleId rule) implements Comparable<TextRuleKey> {
    @Override
    public int compareTo(TextRuleKey other) {
        int order = KeyOrder.text(name, other.name);
        return order != 0 ? order : rule.compareTo(other.rule);
    }
}
