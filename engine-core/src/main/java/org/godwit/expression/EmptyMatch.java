package org.godwit.expression;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.godwit.model.Names;

/// Puts into words why an expression matches no RSE, and what may have been meant.
final class EmptyMatch {
    private static final int VALUES_SHOWN_MAX = 6;

    private final List<RseView> rses;
    private final Dialect dialect;
    private final Predicate<RseExpression> isEmpty;

    EmptyMatch(List<RseView> rses, Dialect dialect, Predicate<RseExpression> isEmpty) {
        this.rses = rses;
        this.dialect = dialect;
        this.isEmpty = isEmpty;
    }

    /// One line about an expression that matches nothing.
    String explain(RseExpression expression) {
        String begin =
                "RSE expression \"" + Names.printable(expression.toString()) + "\" matches no RSE";
        if (rses.isEmpty()) {
            return begin + ": there is none yet; add one with godwit rse add";
        }
        return culprit(expression)
                .map(culprit -> begin + ": " + why(culprit))
                .orElse(begin + ": each part matches some RSE, but no RSE is in all that it takes");
    }

    /// The first operand that matches nothing by itself.
    private Optional<RseExpression> culprit(RseExpression expression) {
        return switch (expression) {
            case RseExpression.All _ -> Optional.empty();
            case RseExpression.Name _, RseExpression.Comparison _ ->
                    Optional.of(expression).filter(isEmpty);
            case RseExpression.Chain(RseExpression first, List<RseExpression.Step> rest) -> {
                Optional<RseExpression> found = culprit(first);
                for (int i = 0; found.isEmpty() && i < rest.size(); i++) {
                    // Whatever is taken away, matching nothing does not empty the answer.
                    if (rest.get(i).operator() != SetOperator.COMPLEMENT) {
                        found = culprit(rest.get(i).operand());
                    }
                }
                yield found;
            }
        };
    }

    private String why(RseExpression culprit) {
        return switch (culprit) {
            case RseExpression.Name(TextPattern pattern) -> whyName(pattern.text());
            case RseExpression.Comparison comparison -> whyComparison(comparison);
            case RseExpression.All all -> all.toString();
            case RseExpression.Chain chain -> chain.toString();
        };
    }

    private String whyName(String word) {
        String kinds = dialect == Dialect.RULE ? "RSE, tag, site or country" : "RSE or tag";
        return "there is no "
                + kinds
                + " \""
                + Names.printable(word)
                + "\"; "
                + DidYouMean.question(word, RseExpressionEvaluator.names(rses, dialect))
                        .orElse("godwit rse list shows what there is");
    }

    private String whyComparison(RseExpression.Comparison comparison) {
        String key = comparison.key();
        TreeSet<String> values = new TreeSet<>();
        TreeSet<String> keys = new TreeSet<>();
        for (RseView rse : rses) {
            keys.addAll(rse.attributes().keySet());
            Optional.ofNullable(rse.attributes().get(key)).ifPresent(values::add);
        }
        if (values.isEmpty()) {
            return "no RSE has an attribute \""
                    + Names.printable(key)
                    + "\"; "
                    + DidYouMean.question(key, keys).orElse("godwit rse list shows what there is");
        }
        String has = "the values of " + key + " are " + shown(values);
        return DidYouMean.question(comparison.value().text(), values)
                .map(question -> has + "; " + question)
                .orElse(has);
    }

    private static String shown(Collection<String> values) {
        String list =
                values.stream()
                        .limit(VALUES_SHOWN_MAX)
                        .map(Names::printable)
                        .collect(Collectors.joining(", "));
        return values.size() > VALUES_SHOWN_MAX ? list + ", …" : list;
    }
}
