package org.godwit.rule.language;

import java.util.ArrayList;
import java.util.List;
import org.godwit.expression.Relation;
import org.godwit.expression.RseExpression;
import org.godwit.expression.RseExpressionParser;
import org.godwit.expression.SetOperator;
import org.godwit.expression.Spread;
import org.godwit.model.RseType;

/// What `on tape` and `on disk` mean: those of the RSEs that are of this type.
final class Narrowing {
    private Narrowing() {}

    /// All RSEs of a type.
    static RseExpression of(RseType type) {
        return RseExpressionParser.parse("rse_type" + Relation.EQUAL.symbol() + type.name());
    }

    /// Those RSEs of each term that are of a type.
    static Spread to(RseType type, Spread spread) {
        return new Spread(
                spread.terms().stream().<RseExpression>map(term -> narrowed(term, type)).toList());
    }

    private static RseExpression narrowed(RseExpression term, RseType type) {
        RseExpression.Step step = new RseExpression.Step(SetOperator.INTERSECTION, of(type));
        if (!(term instanceof RseExpression.Chain chain)) {
            return new RseExpression.Chain(term, List.of(step));
        }
        // Operators apply from left to right, so that one more at the end is about all before it.
        List<RseExpression.Step> steps = new ArrayList<>(chain.rest());
        steps.add(step);
        return new RseExpression.Chain(chain.first(), steps);
    }
}
