package org.godwit.expression;

import java.util.List;
import java.util.stream.Collectors;

/// What stands after `at` in a rule: expressions joined by `+`. Each term gets at least one copy,
/// on distinct RSEs. A plain expression is a spread of one term.
public record Spread(List<RseExpression> terms) {
    public Spread {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a spread has a term");
        }
    }

    /// The canonical text, which [RseExpressionParser#parseSpread] reads back.
    @Override
    public String toString() {
        return terms.stream().map(RseExpression::toString).collect(Collectors.joining("+"));
    }
}
