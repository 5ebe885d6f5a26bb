package org.godwit.api.lines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.godwit.api.web.JsonInput;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.Names;
import org.godwit.registration.ReplicaLine;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Reads lines of a list of replicas: CSV, whose first line names the columns, or JSON objects.
/// What a line leaves out comes from the defaults. Thread-safe.
///
/// | column | is |
/// |---|---|
/// | `rse` | an RSE, or several with `;` between them |
/// | `scope`, `name` | the file |
/// | `bytes`, `adler32` | its size and checksum |
/// | `dataset` | that it belongs to: `scope:name`, or a name in the file's scope; may be left out |
/// | `path` | within the RSE, where it does not follow from the name; may be left out |
public final class ReplicaLineParser {
    private static final String[] FIELDS = {
        "rse", "scope", "name", "bytes", "adler32", "dataset", "path"
    };
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Optional<Map<String, Integer>> columns;
    private final Defaults defaults;

    /// What lines leave out; each may be absent itself.
    public record Defaults(Optional<String> rse, Optional<String> scope, Optional<String> dataset) {
        public static final Defaults NONE =
                new Defaults(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private ReplicaLineParser(Optional<Map<String, Integer>> columns, Defaults defaults) {
        this.columns = columns;
        this.defaults = defaults;
    }

    /// The parser for a list that begins with this line. Where it is JSON, the line is one of the
    /// list; else it names the columns.
    public static ReplicaLineParser of(String firstLine, Defaults defaults) {
        if (isJson(firstLine)) {
            return new ReplicaLineParser(Optional.empty(), defaults);
        }
        Map<String, Integer> columns = new LinkedHashMap<>();
        for (String field : split(firstLine.replace(BYTE_ORDER_MARK, ""))) {
            String name = field.strip().toLowerCase(Locale.ROOT);
            if (!Arrays.asList(FIELDS).contains(name)
                    || columns.put(name, columns.size()) != null) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "the first line must name the columns, each once, of %s; it has \"%s\""
                                .formatted(
                                        String.join(",", FIELDS), Names.printable(field.strip())));
            }
        }
        return new ReplicaLineParser(Optional.of(columns), defaults);
    }

    /// Whether the first line is one of the list, not the names of its columns.
    public static boolean isJson(String firstLine) {
        return firstLine.stripLeading().startsWith("{");
    }

    /// Reads a line; [ErrorCode#INVALID_INPUT] or [ErrorCode#INVALID_NAME] says what is wrong.
    public ReplicaLine parse(String line) {
        return columns.isPresent() ? csv(columns.get(), line) : json(line);
    }

    private ReplicaLine csv(Map<String, Integer> names, String line) {
        List<String> fields = split(line);
        if (fields.size() != names.size()) {
            throw invalid(
                    "%d columns where the first line has %d"
                            .formatted(fields.size(), names.size()));
        }
        return line(
                field(names, fields, "rse"),
                field(names, fields, "scope"),
                field(names, fields, "name"),
                field(names, fields, "bytes").map(ReplicaLineParser::number),
                field(names, fields, "adler32"),
                field(names, fields, "dataset"),
                field(names, fields, "path"));
    }

    private static Optional<String> field(
            Map<String, Integer> columns, List<String> fields, String name) {
        Integer column = columns.get(name);
        return column == null || fields.get(column).isEmpty()
                ? Optional.empty()
                : Optional.of(fields.get(column));
    }

    private ReplicaLine json(String line) {
        JsonInput object = JsonInput.of(line, FIELDS);
        return line(
                object.optionalText("rse"),
                object.optionalText("scope"),
                object.optionalText("name"),
                object.optionalNumber("bytes"),
                object.optionalText("adler32"),
                object.optionalText("dataset"),
                object.optionalText("path"));
    }

    private ReplicaLine line(
            Optional<String> rse,
            Optional<String> scope,
            Optional<String> name,
            Optional<Long> bytes,
            Optional<String> adler32,
            Optional<String> dataset,
            Optional<String> path) {
        String inScope = scope.or(defaults::scope).orElseThrow(() -> missing("scope"));
        return new ReplicaLine(
                rses(rse.or(defaults::rse).orElseThrow(() -> missing("rse"))),
                new Did(inScope, name.orElseThrow(() -> missing("name"))),
                bytes.orElseThrow(() -> missing("bytes")),
                Adler32.parse(adler32.orElseThrow(() -> missing("adler32"))),
                path,
                dataset.or(defaults::dataset).map(text -> dataset(inScope, text)));
    }

    private static List<String> rses(String text) {
        return text.indexOf(';') < 0 ? List.of(text) : List.of(text.split(";", -1));
    }

    private static Did dataset(String scope, String text) {
        return text.indexOf(':') < 0 ? new Did(scope, text) : Did.parse(text);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalid("bytes is \"" + Names.printable(text) + "\": give a whole number");
        }
    }

    /// The fields of a line of CSV (RFC 4180): those in quotes may hold commas, and quotes doubled.
    private static List<String> split(String line) {
        List<String> fields = new ArrayList<>(FIELDS.length);
        int begin = 0;
        while (true) {
            if (begin < line.length() && line.charAt(begin) == '"') {
                StringBuilder field = new StringBuilder();
                begin = quoted(line, begin + 1, field);
                fields.add(field.toString());
                if (begin == line.length()) {
                    return fields;
                }
                if (line.charAt(begin) != ',') {
                    throw invalid("text behind a closing quote, at column " + (begin + 1));
                }
                begin++;
            } else {
                int comma = line.indexOf(',', begin);
                fields.add(comma < 0 ? line.substring(begin) : line.substring(begin, comma));
                if (comma < 0) {
                    return fields;
                }
                begin = comma + 1;
            }
        }
    }

    /// Answers where the field ends, behind its quote.
    private static int quoted(String line, int from, StringBuilder field) {
        int at = from;
        while (true) {
            int quote = line.indexOf('"', at);
            if (quote < 0) {
                throw invalid("a quote is opened and not closed");
            }
            field.append(line, at, quote);
            if (quote + 1 == line.length() || line.charAt(quote + 1) != '"') {
                return quote + 1;
            }
            field.append('"');
            at = quote + 2;
        }
    }

    private static EngineException missing(String field) {
        return invalid(field + " is missing");
    }

    private static EngineException invalid(String message) {
        return new EngineException(ErrorCode.INVALID_INPUT, message);
    }
}
