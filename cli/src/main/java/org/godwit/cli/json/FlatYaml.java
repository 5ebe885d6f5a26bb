package org.godwit.cli.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The simplest YAML: comments and `key: value` lines whose values are plain words or paths. Exists
/// because a YAML parser takes longer to load than the rest of a short command.
public final class FlatYaml {
    /// Values that begin like this and hold neither `: ` nor ` #` are plain scalars (YAML 1.2, 7.3.3).
    private static final Pattern LINE =
            Pattern.compile("([a-z_]+):[ \\t]+([A-Za-z/_.][^\\t]*?)[ \\t]*");

    private FlatYaml() {}

    /// The mapping of a text; empty if the text is not this simple, and a parser must tell what it
    /// means.
    public static Optional<Json> read(String text) {
        Map<String, Json> fields = new LinkedHashMap<>();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || !isPlain(matcher.group(2))) {
                return Optional.empty();
            }
            if (fields.put(matcher.group(1), Json.of(matcher.group(2))) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new Json.Obj(fields));
    }

    private static boolean isPlain(String value) {
        return !value.contains(": ")
                && !value.endsWith(":")
                && !value.contains(" #")
                && !value.startsWith("...")
                && !isOther(value);
    }

    /// Words and numbers that YAML's core schema takes for something else than a text.
    private static boolean isOther(String value) {
        return List.of("null", "true", "false", ".inf", ".nan")
                        .contains(value.toLowerCase(Locale.ROOT))
                || value.matches("\\.[0-9].*");
    }
}
