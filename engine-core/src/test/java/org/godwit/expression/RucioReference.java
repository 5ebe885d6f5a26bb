package org.godwit.expression;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The meaning of an expression in Rucio's grammar, worked out the plainest way: straight from the
/// text, set by set. Shares nothing with the code under test.
public final class RucioReference {
    private static final Set<String> COLUMNS = Set.of("longitude", "deterministic");

    private final Map<Integer, Map<String, String>> attributes = new HashMap<>();
    private final String text;
    private int at;

    private RucioReference(String text, Iterable<RseView> world) {
        this.text = text;
        for (RseView rse : world) {
            Map<String, String> all = new HashMap<>(rse.attributes());
            all.putIfAbsent(rse.name(), "true");
            attributes.put(rse.id(), all);
        }
    }

    public static Set<Integer> evaluate(String text, Iterable<RseView> world) {
        return new RucioReference(text, world).expression();
    }

    private Set<Integer> expression() {
        Set<Integer> left = operand();
        while (at < text.length() && text.charAt(at) != ')') {
            char operator = text.charAt(at++);
            Set<Integer> right = operand();
            if (operator == '|') {
                left.addAll(right);
            } else if (operator == '&') {
                left.retainAll(right);
            } else {
                left.removeAll(right);
            }
        }
        return left;
    }

    private Set<Integer> operand() {
        if (text.charAt(at) == '(') {
            at++;
            Set<Integer> inner = expression();
            at++;
            return inner;
        }
        int begin = at;
        while (at < text.length() && "|&\\()".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String primitive = text.substring(begin, at);
        Set<Integer> result = new TreeSet<>();
        attributes.forEach((id, all) -> {
            if (holds(primitive, all)) {
                result.add(id);
            }
        });
        return result;
    }

    private static boolean holds(String primitive, Map<String, String> all) {
        String[] parts = primitive.split("[=<>]", -1);
        String stored = all.get(parts[0]);
        if (primitive.equals("*")) {
            return true;
        }
        if (stored == null) {
            return false;
        }
        if (parts.length == 1) {
            return stored.equalsIgnoreCase("true");
        }
        if (primitive.contains("=")) {
            return equal(parts[0], stored, parts[1]);
        }
        double left =
                number(
                        stored.equalsIgnoreCase("true")
                                ? "1"
                                : stored.equalsIgnoreCase("false") ? "0" : stored);
        double right = number(parts[1]);
        boolean related = primitive.contains("<") ? left < right : left > right;
        return related && !COLUMNS.contains(parts[0]);
    }

    private static boolean equal(String key, String stored, String value) {
        return switch (key) {
            case "longitude" -> number(stored) == number(value);
            case "deterministic" ->
                    stored.equals(
                            value.equals("1") || value.equalsIgnoreCase("true") ? "true" : "false");
            default ->
                    stored.equals(value)
                            || (stored.equalsIgnoreCase(value)
                                    && (value.equalsIgnoreCase("true")
                                            || value.equalsIgnoreCase("false")));
        };
    }

    /// NaN, which compares with nothing, for what is no number.
    private static double number(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "1_0" -> 10;
            case "1d", "NaN", "nan" -> Double.NaN;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException _) {
                    yield Double.NaN;
                }
            }
        };
    }
}
