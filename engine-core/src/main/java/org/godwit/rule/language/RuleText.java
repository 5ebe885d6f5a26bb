package org.godwit.rule.language;

import java.time.Duration;
import org.godwit.expression.RseExpression;
import org.godwit.expression.Spread;
import org.godwit.expression.Words;
import org.godwit.model.Did;

/// Writes the parts of a statement so that [RuleParser] reads them back.
final class RuleText {
    private RuleText() {}

    static String spread(Spread spread) {
        return guarded(spread.terms().getFirst(), spread.toString());
    }

    static String expression(RseExpression expression) {
        return guarded(expression, expression.toString());
    }

    /// An expression that begins with a keyword would look forgotten: its first operand, with which
    /// `text` begins, goes into parentheses.
    private static String guarded(RseExpression expression, String text) {
        if (Keyword.of(text.substring(0, Words.endOfWord(text, 0))).isEmpty()) {
            return text;
        }
        RseExpression first =
                expression instanceof RseExpression.Chain chain ? chain.first() : expression;
        int end = first.toString().length();
        return "(" + text.substring(0, end) + ")" + text.substring(end);
    }

    static String did(Did did) {
        String text = did.toString();
        boolean plain =
                text.chars().noneMatch(c -> Character.isWhitespace(c) || "\"'\\,".indexOf(c) >= 0);
        return plain ? text : Words.quote(text);
    }

    static String options(RuleOptions options) {
        StringBuilder out = new StringBuilder();
        options.lifetime().ifPresent(lifetime -> out.append(lifetime(lifetime)));
        options.activity().ifPresent(name -> out.append(" as ").append(word(name)));
        if (options.priority() != RuleOptions.PRIORITY_DEFAULT) {
            out.append(" priority ").append(options.priority());
        }
        out.append(
                switch (options.grouping()) {
                    case ALL -> " together";
                    case DATASET -> "";
                    case NONE -> " per file";
                });
        options.source().ifPresent(from -> out.append(" from ").append(expression(from)));
        options.weight().ifPresent(key -> out.append(" prefer ").append(key));
        return out.toString();
    }

    private static String lifetime(Lifetime lifetime) {
        return switch (lifetime) {
            case Lifetime.For(Duration time) -> " for " + duration(time);
            case Lifetime.Until until -> " until " + until.day();
        };
    }

    /// In the largest unit that says it exactly; weeks are written as days.
    static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds % 86_400 == 0) {
            return units(seconds / 86_400, "day");
        }
        if (seconds % 3_600 == 0) {
            return units(seconds / 3_600, "hour");
        }
        return seconds % 60 == 0 ? units(seconds / 60, "minute") : units(seconds, "second");
    }

    private static String units(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }

    private static String word(String text) {
        return Words.isName(text) && text.indexOf('*') < 0 ? text : Words.quote(text);
    }
}
