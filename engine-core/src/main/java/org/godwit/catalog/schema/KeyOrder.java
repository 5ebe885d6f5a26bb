package org.godwit.catalog.schema;

/// Orders that keys share with their bytes.
final class KeyOrder {
    private KeyOrder() {}

    /// The order of the texts' UTF-8 bytes, which is that of code points; [String#compareTo]
    /// differs from it beyond the basic plane.
    static int text(String left, String right) {
        if (left.equals(right)) {
            return 0; // most often: keys of one activity, one agent
        }
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
