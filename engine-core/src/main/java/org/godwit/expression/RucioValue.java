package org.godwit.expression;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/// Attribute values as Rucio stores and compares them (`db/sqla/types.py` `BooleanString`,
/// `core/rse_expression_parser.py`).
final class RucioValue {
    /// What Python's `float()` takes, except digits outside ASCII: Java's own parser takes less
    /// (`1_000`, `inf`) and more (`1d`, `0x1p3`).
    private static final Pattern DECIMAL =
            Pattern.compile(
                    "[+-]?(?:\\d+(?:_\\d+)*+(?:\\.(?:\\d+(?:_\\d+)*+)?)?|\\.\\d+(?:_\\d+)*+)"
                            + "(?:[eE][+-]?\\d+(?:_\\d+)*+)?");

    private static final Pattern INFINITE =
            Pattern.compile("([+-]?)inf(?:inity)?", Pattern.CASE_INSENSITIVE);

    private RucioValue() {}

    /// Booleans are one value however they are spelled; everything else is itself.
    static String canonical(String value) {
        if (value.equalsIgnoreCase("true")) {
            return "true";
        }
        return value.equalsIgnoreCase("false") ? "false" : value;
    }

    /// The number that a stored value is; a boolean is 1 or 0, for that is what Python makes of it.
    static OptionalDouble stored(String value) {
        return switch (canonical(value)) {
            case "true" -> OptionalDouble.of(1);
            case "false" -> OptionalDouble.of(0);
            case String other -> written(other);
        };
    }

    /// The number that a value in an expression is; empty if it is none, NaN included, which
    /// compares with nothing.
    static OptionalDouble written(String value) {
        String text = value.strip();
        if (DECIMAL.matcher(text).matches()) {
            return OptionalDouble.of(Double.parseDouble(text.replace("_", "")));
        }
        if (INFINITE.matcher(text).matches()) {
            return OptionalDouble.of(
                    text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return OptionalDouble.empty();
    }
}
