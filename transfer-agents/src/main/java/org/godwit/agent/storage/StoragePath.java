package org.godwit.agent.storage;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Where a file lies below the root of an RSE: `/`-separated names, none of which can lead out of
/// the root. Immutable.
public record StoragePath(List<String> segments) {
    public static final int SEGMENT_BYTES_MAX = 250;
    public static final int PATH_BYTES_MAX = 3_500;

    /// Name of Godwit's own directory in a root, closed to user files.
    public static final String RESERVED = ".godwit";

    public StoragePath {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("path without a name");
        }
    }

    /// Reads a path as orders and grants carry it.
    ///
    /// @throws StorageException REFUSED for empty, `.` and `..` segments, a leading or trailing
    ///   `/`, control characters, names over 250 bytes of UTF-8, and Godwit's own directory
    public static StoragePath parse(String path) throws StorageException {
        if (path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
            throw refused("a path of more than " + PATH_BYTES_MAX + " bytes");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
            throw refused("a path that is not valid Unicode");
        }
        List<String> segments = List.of(path.split("/", -1));
        for (String segment : segments) {
            check(segment, path);
        }
        if (segments.getFirst().equals(RESERVED)) {
            throw refused(
                    "path '" + path + "': " + RESERVED + " belongs to Godwit, use another name");
        }
        return new StoragePath(segments);
    }

    private static void check(String segment, String path) throws StorageException {
        if (segment.chars()
                .anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)) {
            throw refused("a path with a control character");
        }
        if (segment.isEmpty()) {
            throw refused("path '" + path + "': empty name, use a relative path without '//'");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw refused("path '" + path + "': '" + segment + "' may lead out of the storage");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > SEGMENT_BYTES_MAX) {
            throw refused(
                    "path '" + path + "': a name of more than " + SEGMENT_BYTES_MAX + " bytes");
        }
    }

    private static StorageException refused(String what) {
        return new StorageException(StorageException.Kind.REFUSED, "refused: " + what);
    }

    @Override
    public String toString() {
        return String.join("/", segments);
    }
}
