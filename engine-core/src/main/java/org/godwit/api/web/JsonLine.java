package org.godwit.api.web;

import java.util.Arrays;

/// Writes one JSON object after the other as UTF-8, without a tree in between: for streams of
/// millions of rows. Whoever writes sees to the order of calls; each name is followed by a value.
/// Not thread-safe.
public final class JsonLine {
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private byte[] bytes = new byte[512];
    private int size;
    private boolean first = true;

    /// Forgets all that was written.
    public void clear() {
        size = 0;
        first = true;
    }

    /// Puts `{`.
    public JsonLine begin() {
        room(1);
        bytes[size++] = '{';
        first = true;
        return this;
    }

    /// Puts `}`.
    public JsonLine end() {
        room(1);
        bytes[size++] = '}';
        first = false;
        return this;
    }

    /// A field's name.
    public JsonLine name(String name) {
        if (!first) {
            room(1);
            bytes[size++] = ',';
        }
        first = false;
        quoted(name);
        room(1);
        bytes[size++] = ':';
        return this;
    }

    /// A field with a text.
    public JsonLine text(String name, String value) {
        name(name);
        quoted(value);
        return this;
    }

    /// A field with a number.
    public JsonLine number(String name, long value) {
        name(name);
        plain(Long.toString(value));
        return this;
    }

    /// A field that is null.
    public JsonLine nothing(String name) {
        name(name);
        plain("null");
        return this;
    }

    /// A value that is true or false.
    public JsonLine flag(boolean value) {
        plain(Boolean.toString(value));
        return this;
    }

    /// A field with 8 hex digits.
    public JsonLine hex(String name, int value) {
        name(name);
        room(10);
        bytes[size++] = '"';
        for (int shift = 28; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[(value >>> shift) & 0xF];
        }
        bytes[size++] = '"';
        return this;
    }

    private void plain(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[size++] = (byte) ascii.charAt(i);
        }
    }

    private void quoted(String text) {
        int length = text.length();
        room(6 * length + 2);
        bytes[size++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') {
                bytes[size++] = (byte) c;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                supplementary(Character.toCodePoint(c, text.charAt(++i)));
            } else if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                escaped(c);
            } else if (c < 0x80) {
                bytes[size++] = (byte) c;
            } else {
                beyondAscii(c);
            }
        }
        bytes[size++] = '"';
    }

    private void beyondAscii(char c) {
        if (c < 0x800) {
            bytes[size++] = (byte) (0xC0 | (c >> 6));
        } else {
            bytes[size++] = (byte) (0xE0 | (c >> 12));
            bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        }
        bytes[size++] = (byte) (0x80 | (c & 0x3F));
    }

    private void supplementary(int c) {
        bytes[size++] = (byte) (0xF0 | (c >> 18));
        bytes[size++] = (byte) (0x80 | ((c >> 12) & 0x3F));
        bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        bytes[size++] = (byte) (0x80 | (c & 0x3F));
    }

    private void escaped(char c) {
        bytes[size++] = '\\';
        if (c == '"' || c == '\\') {
            bytes[size++] = (byte) c;
            return;
        }
        bytes[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[(c >>> shift) & 0xF];
        }
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }

    /// Copies what was written into `to` at `offset`, which has room for it.
    public int copyTo(byte[] to, int offset) {
        System.arraycopy(bytes, 0, to, offset, size);
        return size;
    }

    /// How many bytes were written.
    public int length() {
        return size;
    }
}
