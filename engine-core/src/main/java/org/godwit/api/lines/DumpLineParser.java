package org.godwit.api.lines;

import java.util.Optional;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Reads a list of a storage's files: one path a line, as Rucio's auditor takes it; or, where the
/// first line says `path,size`, a path and its size in bytes. Paths begin where the RSE's root is;
/// a prefix that they have on top is cut off. Immutable.
public final class DumpLineParser {
    private static final String HEADER = "path,size";

    private final boolean sizes;
    private final String prefix;

    private DumpLineParser(boolean sizes, String prefix) {
        this.sizes = sizes;
        this.prefix = prefix;
    }

    /// A line of the list.
    ///
    /// @param bytes -1 where the list does not say
    public record Line(String path, long bytes) {}

    /// A parser for a list that begins with this line.
    ///
    /// @param strip what all paths have before the RSE's root; empty for nothing
    public static DumpLineParser of(String firstLine, String strip) {
        return new DumpLineParser(isHeader(firstLine), withoutSlashes(strip));
    }

    /// Whether a first line is no file's.
    public static boolean isHeader(String line) {
        return line.strip().equals(HEADER);
    }

    /// The file of a line; empty for a line without one.
    public Optional<Line> parse(String line) {
        String text = line.strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!sizes) {
            return Optional.of(new Line(below(text), -1));
        }
        int comma = text.lastIndexOf(',');
        if (comma < 0) {
            throw refused(text, "it has no size; write path,size");
        }
        return Optional.of(
                new Line(below(text.substring(0, comma)), size(text, text.substring(comma + 1))));
    }

    private static long size(String line, String text) {
        try {
            long bytes = Long.parseLong(text.strip());
            if (bytes >= 0) {
                return bytes;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw refused(line, "the size is no number of bytes");
    }

    private String below(String path) {
        String plain = withoutSlashes(path);
        if (prefix.isEmpty()) {
            return plain;
        }
        if (!plain.startsWith(prefix + "/")) {
            throw refused(path, "it does not begin with \"" + prefix + "/\"");
        }
        return withoutSlashes(plain.substring(prefix.length()));
    }

    private static String withoutSlashes(String path) {
        int begin = 0;
        while (begin < path.length() && path.charAt(begin) == '/') {
            begin++;
        }
        return path.substring(begin);
    }

    private static EngineException refused(String line, String why) {
        return new EngineException(
                ErrorCode.INVALID_INPUT, "\"" + Names.printable(line) + "\": " + why);
    }
}
