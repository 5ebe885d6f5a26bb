package org.godwit.cli.output;

/// Text on a terminal. Names and reasons come from users: none may move the cursor.
final class Text {
    private Text() {}

    /// Control characters as spaces, so that one value stays in one place.
    static String oneLine(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c ->
                        out.appendCodePoint(
                                Character.isISOControl(c)
                                                || Character.getType(c) == Character.LINE_SEPARATOR
                                                || Character.getType(c)
                                                        == Character.PARAGRAPH_SEPARATOR
                                        ? ' '
                                        : c));
        return out.toString();
    }

    /// The columns that a text takes on a terminal: none for marks, two for ideographs and the like
    /// (Unicode Standard Annex 11, by script).
    static int width(String text) {
        return text.codePoints().map(Text::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT) {
            return 0;
        }
        return Character.isIdeographic(c)
                        || (c >= 0x1100 && c <= 0x115f)
                        || (c >= 0x3040 && c <= 0x30ff)
                        || (c >= 0xac00 && c <= 0xd7a3)
                        || (c >= 0xff01 && c <= 0xff60)
                        || (c >= 0x1f300 && c <= 0x1faff)
                ? 2
                : 1;
    }

    static String padded(String text, int width, boolean right) {
        String spaces = " ".repeat(Math.max(0, width - width(text)));
        return right ? spaces + text : text + spaces;
    }
}
