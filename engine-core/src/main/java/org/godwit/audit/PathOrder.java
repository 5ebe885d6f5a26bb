package org.godwit.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The order in which a tree of files is walked: name by name, by their bytes. A directory's files
/// follow it, whatever names stand beside it: `a/z` comes before `a-b`.
public final class PathOrder {
    private static final byte SLASH = '/';

    private PathOrder() {}

    /// A path as bytes that, compared unsigned from the left, sort in this order. Paths hold no
    /// control characters.
    public static byte[] key(String path) {
        byte[] key = path.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < key.length; i++) {
            if (key[i] == SLASH) {
                key[i] = 0;
            }
        }
        return key;
    }

    /// The path of a key.
    public static String path(byte[] key) {
        byte[] path = key.clone();
        for (int i = 0; i < path.length; i++) {
            if (path[i] == 0) {
                path[i] = SLASH;
            }
        }
        return new String(path, StandardCharsets.UTF_8);
    }

    /// Whether a path is another one, or lies below it.
    static boolean isAtOrBelow(byte[] key, byte[] directory) {
        return key.length >= directory.length
                && Arrays.equals(key, 0, directory.length, directory, 0, directory.length)
                && (key.length == directory.length || key[directory.length] == 0);
    }
}
