package org.godwit.rule.language;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.godwit.expression.RseExpression;
import org.godwit.expression.Spread;
import org.godwit.expression.Words;
import org.godwit.model.Did;
import org.godwit.model.Notification;

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
        options.weight().ifPresent(key -> out.append(weight(key)));
        out.append(
                switch (options.preference()) {
                    case BALANCED -> "";
                    case FREE_SPACE -> " prefer free space";
                    case NEAREST -> " prefer nearest";
                });
        return out.append(handling(options.handling())).toString();
    }

    static String clauses(List<CopyClause> clauses) {
        return clauses.stream()
                .map(CopyClause::toString)
                .collect(Collectors.joining(" and ", "keep ", ""));
    }

    private static String weight(String key) {
        boolean taken =
                Stream.of("nearest", "free", "weight").anyMatch(word -> word.equalsIgnoreCase(key));
        return taken ? " prefer weight " + key : " prefer " + key;
    }

    private static String handling(Handling handling) {
        List<String> parts = new ArrayList<>();
        if (handling.approval()) {
            parts.add("approval");
        }
        if (handling.notification() != Notification.NO) {
            parts.add("notification " + handling.notification().name().toLowerCase(Locale.ROOT));
        }
        if (handling.locked()) {
            parts.add("lock");
        }
        if (handling.purge()) {
            parts.add("purge");
        }
        if (handling.unavailable()) {
            parts.add("unavailable");
        }
        if (handling.asynchronous()) {
            parts.add("background");
        }
        if (handling.split()) {
            parts.add("split");
        }
        handling.delay().ifPresent(time -> parts.add("delay " + duration(time)));
        handling.comment().ifPresent(text -> parts.add("comment " + Words.quote(text)));
        return parts.isEmpty() ? "" : " with " + String.join(", ", parts);
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
