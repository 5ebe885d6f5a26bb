package org.godwit.cli.output;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.godwit.cli.json.Json;

/// A field of the engine's answer as a column of a table.
///
/// @param path the field, with dots into objects
/// @param title in capitals
public record Column(String path, String title, Kind kind) {
    /// How a value is shown in a table.
    public enum Kind {
        TEXT,
        /// Coloured, where colours are welcome.
        STATE,
        COUNT,
        BYTES,
        /// Bytes per second.
        RATE,
        /// Seconds.
        TIME,
        /// Microseconds.
        MICROS,
        /// Bytes, where a negative number is no bound.
        LIMIT,
        /// A fraction of 1.
        PERCENT,
        /// A fraction of 1 that is small and matters all the same.
        SMALL_PERCENT;

        boolean isNumber() {
            return this != TEXT && this != STATE;
        }
    }

    public static Column text(String path) {
        return of(path, Kind.TEXT);
    }

    public static Column state(String path) {
        return of(path, Kind.STATE);
    }

    public static Column count(String path) {
        return of(path, Kind.COUNT);
    }

    public static Column bytes(String path) {
        return of(path, Kind.BYTES);
    }

    public static Column of(String path, Kind kind) {
        return new Column(path, title(path), kind);
    }

    /// The same column under another title.
    public Column named(String other) {
        return new Column(path, other, kind);
    }

    /// `counts.locks_ok` is headed `LOCKS OK`.
    private static String title(String path) {
        return path.substring(path.lastIndexOf('.') + 1).replace('_', ' ').toUpperCase(Locale.ROOT);
    }

    /// The columns that `--columns` asks for: by title or path among the known, else the field of
    /// that path.
    static List<Column> chosen(List<String> names, List<Column> known) {
        return names.stream()
                .map(name ->
                        known.stream()
                                .filter(isNamed(name.strip()))
                                .findFirst()
                                .orElseGet(() -> text(name.strip())))
                .toList();
    }

    private static Predicate<Column> isNamed(String name) {
        return column ->
                column.path.equalsIgnoreCase(name)
                        || column.title.replace(' ', '_').equalsIgnoreCase(name);
    }

    /// The value for people, on one line.
    public String shown(Json row) {
        Json value = row.path(path);
        OptionalDouble number = value.decimal();
        if (number.isEmpty() || kind == Kind.TEXT || kind == Kind.STATE) {
            return Text.oneLine(words(value));
        }
        double exact = number.getAsDouble();
        return switch (kind) {
            case BYTES -> Units.bytes(exact);
            case LIMIT -> exact < 0 ? "infinity" : Units.bytes(exact);
            case RATE -> Units.rate(exact);
            case TIME -> Units.duration(Duration.ofSeconds(Math.round(exact)));
            case MICROS -> String.format(Locale.ROOT, "%.1f ms", exact / 1000);
            case SMALL_PERCENT -> String.format(Locale.ROOT, "%.3f %%", 100 * exact);
            case PERCENT -> // rounded down, so that 100 % means all
                    String.format(Locale.ROOT, "%.1f %%", Math.floor(1000 * exact) / 10);
            case COUNT, TEXT, STATE -> value.text();
        };
    }

    /// Lists with commas, objects as `key=value`, truth as yes and no.
    private static String words(Json value) {
        return switch (value) {
            case Json.Arr(var items) ->
                    items.stream().map(Column::words).collect(Collectors.joining(", "));
            case Json.Obj(var fields) ->
                    fields.entrySet().stream().map(Column::pair).collect(Collectors.joining(", "));
            case Json.Literal.TRUE -> "yes";
            case Json.Literal.FALSE -> "no";
            case Json.Literal.NULL -> "";
            case Json.Num _, Json.Text _ -> value.text();
        };
    }

    private static String pair(Map.Entry<String, Json> field) {
        String value =
                field.getValue() instanceof Json.Obj object
                        ? "{" + words(object) + "}"
                        : words(field.getValue());
        return field.getKey() + "=" + value;
    }
}
