package org.godwit.expression;

import java.util.List;

/// A parsed RSE expression. Immutable.
public sealed interface RseExpression {

    /// The canonical text, which parses to an equal expression; rules store it.
    @Override
    String toString();

    /// `*`: every RSE.
    record All() implements RseExpression {
        @Override
        public String toString() {
            return "*";
        }
    }

    /// A bare word: the RSEs for which the attribute of this name is true, so an RSE's name or a
    /// tag; in the rule language also a site or a country (see [Dialect]).
    record Name(TextPattern pattern) implements RseExpression {
        @Override
        public String toString() {
            return Words.isName(pattern.text()) ? pattern.toString() : Words.quote(pattern.text());
        }
    }

    /// `key=value` and its relatives: the RSEs whose attribute `key` stands in the relation to the
    /// value.
    record Comparison(String key, Relation relation, TextPattern value) implements RseExpression {
        @Override
        public String toString() {
            return key + relation.symbol() + value;
        }
    }

    /// Operands joined by operators, applied from left to right: `A|B&C` is `(A|B)&C`.
    record Chain(RseExpression first, List<Step> rest) implements RseExpression {
        public Chain {
            rest = List.copyOf(rest);
        }

        /// Compared by text: the generated method would go some dozen stack frames deep for each
        /// level of parentheses.
        @Override
        public boolean equals(Object other) {
            return other instanceof Chain chain && toString().equals(chain.toString());
        }

        @Override
        public int hashCode() {
            return toString().hashCode();
        }

        @Override
        public String toString() {
            StringBuilder out = new StringBuilder();
            appendTo(out);
            return out.toString();
        }

        private void appendTo(StringBuilder out) {
            append(out, first);
            for (Step step : rest) {
                append(out.append(step.operator().symbol()), step.operand());
            }
        }

        private static void append(StringBuilder out, RseExpression operand) {
            if (operand instanceof Chain chain) {
                chain.appendTo(out.append('('));
                out.append(')');
            } else {
                out.append(operand);
            }
        }
    }

    /// One operator of a [Chain] and its right operand.
    record Step(SetOperator operator, RseExpression operand) {}
}
