package org.godwit.expression;

/// The lexical rules that RSE expressions and the rule language share: what a word is, and how text
/// is quoted: `"…"` or `'…'`, where a backslash takes the character after it as it is.
public final class Words {
    private Words() {}

    /// Letters and digits of any script, `_`, `-`, `.` and the wildcard `*`.
    public static boolean isWordCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == '*';
    }

    /// Whether `text` can stand for an RSE without quotes: one word with a letter or digit in it.
    public static boolean isName(String text) {
        return endOfWord(text, 0) == text.length()
                && text.chars().anyMatch(Character::isLetterOrDigit);
    }

    public static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    /// The index after the word that begins at `from`; `from` itself where none begins.
    public static int endOfWord(String text, int from) {
        int end = from;
        while (end < text.length() && isWordCharacter(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /// The index of the first character at or after `from` that is not white space.
    public static int skipSpace(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /// The index after the quoted text that begins at `from`, or -1 where its end is missing.
    public static int endOfQuoted(String text, int from) {
        char quote = text.charAt(from);
        for (int at = from + 1; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == quote) {
                return at + 1;
            }
        }
        return -1;
    }

    /// What the quoted text between `from` and `end` (as [#endOfQuoted] gives it) says.
    public static String unquote(String text, int from, int end) {
        StringBuilder out = new StringBuilder(end - from);
        for (int at = from + 1; at < end - 1; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            out.append(text.charAt(at));
        }
        return out.toString();
    }

    /// `text` in double quotes.
    public static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
