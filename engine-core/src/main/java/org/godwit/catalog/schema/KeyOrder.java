package org.godwit.catalog.schema;

/// Orders that keys share with their bytes.
public final class KeyOrder {
    private KeyOrder() {}

    /// The least text after `text` that can stand in a key, where a zero character ends a text: the
    /// end of a scan over the keys that begin with `text`.
    public static String after(String text) {
        return text + '\u0001';
    }

    /// The order of the texts' UTF-8 bytes, which is that of code points; [String#compareTo]
    /// differs from it beyond the basic plane.
    static int text(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean surrogateA = Character.isSurrogate(a);
                boolean surrogateB = Character.isSurrogate(b);
                return surrogateA == surrogateB ? Character.compare(a, b) : surrogateA ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
