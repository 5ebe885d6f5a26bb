package org.godwit.expression;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// A place in a text that somebody wrote, to tell them about it. `offset` counts characters from 0
/// and may be the text's length; messages count from 1, as editors do.
public record SourcePosition(String text, int offset) {
    /// So much of the text around the place goes into a message.
    private static final int BEFORE_CHARS_MAX = 40;

    private static final int AFTER_CHARS_MAX = 40;
    private static final Pattern IN_MESSAGE = Pattern.compile(" at (\\d{1,9}) in \"");

    public SourcePosition {
        if (offset < 0 || offset > text.length()) {
            throw new IllegalArgumentException("offset " + offset + " is outside the text");
        }
    }

    /// A one-line refusal: `language: what at N in "excerpt"; hint`.
    public EngineException refusal(ErrorCode code, String language, String what, String hint) {
        String place = " at " + (offset + 1) + " in \"" + excerpt() + '"';
        return new EngineException(code, language + ": " + what + place + "; " + hint);
    }

    private String excerpt() {
        int begin = offset <= BEFORE_CHARS_MAX ? 0 : offset - BEFORE_CHARS_MAX;
        int end = Math.min(text.length(), offset + AFTER_CHARS_MAX);
        return (begin > 0 ? "…" : "")
                + oneLine(text.substring(begin, end))
                + (end < text.length() ? "…" : "");
    }

    /// The place in the text that a message made by [#refusal] speaks of, counted from 0. What a
    /// client needs to draw the caret under the text that it sent.
    public static OptionalInt offsetIn(String message) {
        Matcher matcher = IN_MESSAGE.matcher(message);
        return matcher.find()
                ? OptionalInt.of(Integer.parseInt(matcher.group(1)) - 1)
                : OptionalInt.empty();
    }

    /// The text on one line and a caret under the place on the next.
    public static String caret(String text, int offset) {
        int at = Math.clamp(offset, 0, text.length());
        int columns = text.codePointCount(0, at);
        return oneLine(text) + System.lineSeparator() + " ".repeat(columns) + "^";
    }

    /// Line breaks and other control characters as spaces, so that columns stay where they are.
    private static String oneLine(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        return out.toString();
    }
}
