package org.godwit.expression;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.jspecify.annotations.Nullable;

/// Says which RSEs an expression means. Thread-safe; a call reads the directory once and costs
/// (RSEs × operands), with nothing kept between calls.
public final class RseExpressionEvaluator {
    private final List<RseView> rses;
    private final Dialect dialect;

    private RseExpressionEvaluator(RseDirectory directory, Dialect dialect) {
        this.rses = directory.all().stream().sorted(Comparator.comparingInt(RseView::id)).toList();
        this.dialect = dialect;
    }

    /// The ids of the RSEs that `expression` means, ascending; may be empty.
    public static List<Integer> evaluate(
            RseExpression expression, RseDirectory directory, Dialect dialect) {
        return select(expression, directory, dialect).stream().map(RseView::id).toList();
    }

    /// As [#evaluate], with the RSEs themselves.
    public static List<RseView> select(
            RseExpression expression, RseDirectory directory, Dialect dialect) {
        return new RseExpressionEvaluator(directory, dialect).select(expression);
    }

    /// As [#evaluate], but an empty answer is [ErrorCode#INVALID_RSE_EXPRESSION], as it is in
    /// Rucio, with what may have been meant.
    public static List<Integer> evaluateOrFail(
            RseExpression expression, RseDirectory directory, Dialect dialect) {
        RseExpressionEvaluator evaluator = new RseExpressionEvaluator(directory, dialect);
        List<RseView> found = evaluator.select(expression);
        if (found.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_RSE_EXPRESSION, evaluator.whyEmpty(expression));
        }
        return found.stream().map(RseView::id).toList();
    }

    /// The terms of a spread with the RSEs that each means, none for a term that matches nothing:
    /// what [SpreadPlanner] places copies on.
    public static List<SpreadTerm> terms(Spread spread, RseDirectory directory, Dialect dialect) {
        RseExpressionEvaluator evaluator = new RseExpressionEvaluator(directory, dialect);
        return spread.terms().stream()
                .map(term -> new SpreadTerm(term.toString(), evaluator.select(term), 0))
                .toList();
    }

    private List<RseView> select(RseExpression expression) {
        return members(expression).stream().mapToObj(rses::get).toList();
    }

    private String whyEmpty(RseExpression expression) {
        return new EmptyMatch(rses, dialect, part -> members(part).isEmpty()).explain(expression);
    }

    /// The positions in `rses` of the RSEs that `expression` means.
    private BitSet members(RseExpression expression) {
        return switch (expression) {
            case RseExpression.All() -> where(_ -> true);
            case RseExpression.Name(TextPattern pattern) -> named(pattern);
            case RseExpression.Comparison comparison -> where(rse -> holds(comparison, rse));
            case RseExpression.Chain(RseExpression first, List<RseExpression.Step> rest) -> {
                BitSet result = members(first);
                for (RseExpression.Step step : rest) {
                    BitSet right = members(step.operand());
                    switch (step.operator()) {
                        case UNION -> result.or(right);
                        case INTERSECTION -> result.and(right);
                        case COMPLEMENT -> result.andNot(right);
                    }
                }
                yield result;
            }
        };
    }

    private BitSet where(Predicate<RseView> condition) {
        BitSet result = new BitSet(rses.size());
        for (int i = 0; i < rses.size(); i++) {
            if (condition.test(rses.get(i))) {
                result.set(i);
            }
        }
        return result;
    }

    private BitSet named(TextPattern pattern) {
        BitSet result = where(rse -> isNameOrTag(pattern, rse));
        if (result.isEmpty() && dialect == Dialect.RULE) {
            result = where(rse -> pattern.matches(rse.site()));
        }
        if (result.isEmpty() && dialect == Dialect.RULE) {
            result =
                    where(rse ->
                            !rse.country().isEmpty()
                                    && pattern.matches(rse.country().toUpperCase(Locale.ROOT)));
        }
        return result;
    }

    private boolean isNameOrTag(TextPattern pattern, RseView rse) {
        if (!pattern.wildcards()) {
            return isTrue(attribute(pattern.text(), rse));
        }
        // A wildcard means names and tags; that a column such as availability_read is true is no
        // tag.
        return pattern.matches(rse.name())
                || rse.attributes().entrySet().stream()
                        .anyMatch(attribute ->
                                pattern.matches(attribute.getKey())
                                        && isTrue(attribute.getValue())
                                        && RseColumn.of(attribute.getKey()).isEmpty());
    }

    private static boolean isTrue(@Nullable String value) {
        return value != null && RucioValue.canonical(value).equals("true");
    }

    private boolean holds(RseExpression.Comparison comparison, RseView rse) {
        String key = comparison.key();
        TextPattern value = comparison.value();
        return switch (comparison.relation()) {
            case EQUAL -> equal(key, value, rse);
            // All that `*\key=value` means: an RSE without the attribute is not equal either.
            case NOT_EQUAL -> !equal(key, value, rse);
            case LESS -> compares(key, value, rse, (a, b) -> a < b);
            case GREATER -> compares(key, value, rse, (a, b) -> a > b);
            case LESS_OR_EQUAL -> compares(key, value, rse, (a, b) -> a <= b);
            case GREATER_OR_EQUAL -> compares(key, value, rse, (a, b) -> a >= b);
        };
    }

    private boolean equal(String key, TextPattern wanted, RseView rse) {
        String stored = attribute(key, rse);
        if (stored == null) {
            return false;
        }
        String canonical = RucioValue.canonical(stored);
        if (wanted.wildcards()) {
            return wanted.matches(canonical);
        }
        String value = RucioValue.canonical(wanted.text());
        RseColumn.Kind kind = RseColumn.of(key).map(RseColumn::kind).orElse(RseColumn.Kind.TEXT);
        return switch (kind) {
            case TEXT -> value.equals(canonical);
            case TYPE -> value.equalsIgnoreCase(canonical);
            case BOOLEAN -> bit(value).equals(bit(canonical));
            case NUMBER -> {
                OptionalDouble left = RucioValue.written(canonical);
                yield left.isPresent() && left.equals(RucioValue.written(value));
            }
        };
    }

    /// Rucio takes `1` and `0` for a boolean column, though not for an attribute.
    private static String bit(String value) {
        return switch (value) {
            case "1" -> "true";
            case "0" -> "false";
            default -> value;
        };
    }

    private interface NumberRelation {
        boolean holds(double left, double right);
    }

    private static boolean compares(
            String key, TextPattern value, RseView rse, NumberRelation relation) {
        if (RseColumn.of(key).isPresent()) {
            return false;
        }
        String stored =
                key.equals(rse.name())
                        ? rse.attributes().getOrDefault(key, "true")
                        : rse.attributes().get(key);
        if (stored == null) {
            return false;
        }
        OptionalDouble left = RucioValue.stored(stored);
        OptionalDouble right = RucioValue.written(value.text());
        return left.isPresent()
                && right.isPresent()
                && relation.holds(left.getAsDouble(), right.getAsDouble());
    }

    /// The value of a column or attribute. Every RSE has its own name as a tag; in the rule
    /// language `site` and `country` are known even of an RSE without such attributes.
    private @Nullable String attribute(String key, RseView rse) {
        String value = rse.attributes().get(key);
        if (value != null) {
            return value;
        }
        if (RseColumn.of(key).isPresent()) {
            return key.equals(RseColumn.RSE.key()) ? rse.name() : null;
        }
        if (key.equals(rse.name())) {
            return "true";
        }
        if (dialect == Dialect.RULE) {
            return switch (key) {
                case "site" -> rse.site();
                case "country" -> rse.country().isEmpty() ? null : rse.country();
                default -> null;
            };
        }
        return null;
    }

    /// Everything that a bare word may mean, to find near ones.
    static List<String> names(List<RseView> rses, Dialect dialect) {
        List<String> names = new ArrayList<>();
        for (RseView rse : rses) {
            names.add(rse.name());
            rse.attributes()
                    .forEach((key, value) -> {
                        if (isTrue(value) && RseColumn.of(key).isEmpty()) {
                            names.add(key);
                        }
                    });
            if (dialect == Dialect.RULE) {
                names.add(rse.site());
                names.add(rse.country().toUpperCase(Locale.ROOT));
            }
        }
        return names.stream().filter(name -> !name.isEmpty()).toList();
    }
}
