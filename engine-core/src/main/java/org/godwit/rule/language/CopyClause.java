package org.godwit.rule.language;

import java.util.Optional;
import org.godwit.expression.Spread;

/// So many copies at these RSEs, at least one for each term of the spread. `distinct` is what no
/// two of the copies may share: `rse`, `site`, `country` or an RSE attribute.
public record CopyClause(int copies, Spread at, Optional<String> distinct) {
    /// More copies than that are a slip of the finger.
    public static final int COPIES_MAX = 100;

    public CopyClause {
        if (copies < 1 || copies > COPIES_MAX || copies < at.terms().size()) {
            throw new IllegalArgumentException(copies + " copies at " + at);
        }
    }

    @Override
    public String toString() {
        return copies
                + (copies == 1 ? " copy" : " copies")
                + " at "
                + RuleText.spread(at)
                + distinct.map(key -> " distinct " + key).orElse("");
    }
}
