package org.godwit.store.schema;

import java.util.Arrays;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// A growing array of bytes, with UTF-8 written straight into it. Not thread-safe.
final class Bytes {
    private byte[] bytes;
    private int size;

    Bytes(int capacity) {
        bytes = new byte[capacity];
    }

    /// The bytes written; the array itself if it is exactly full.
    byte[] finish() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    void octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void int32(int value) {
        room(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void int64(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /// Puts UTF-8. Text that UTF-8 cannot hold (half a surrogate pair) is refused: it would come
    /// back changed.
    void utf8(String text) {
        int length = text.length();
        int ascii = ascii(text);
        if (ascii == length) {
            return;
        }
        room(3 * (length - ascii));
        for (int i = ascii; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[size++] = (byte) c;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                supplementary(Character.toCodePoint(c, text.charAt(++i)));
            } else if (Character.isSurrogate(c)) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "text \"" + Names.printable(text) + "\" is not valid Unicode: correct it");
            } else {
                unit(c);
            }
        }
    }

    /// Puts the text up to the first character that is not ASCII; answers how many that are.
    private int ascii(String text) {
        int length = text.length();
        room(length);
        byte[] to = bytes;
        int at = size;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size = at;
                return i;
            }
            to[at++] = (byte) c;
        }
        size = at;
        return length;
    }

    /// How many bytes [#utf8] puts.
    static int utf8Length(String text) {
        int length = text.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // A pair takes four bytes, two for each of its halves.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    /// Puts each UTF-16 unit as UTF-8 would put that code point (CESU-8), so that bytes compare as
    /// [String#compareTo] does, beyond the basic plane too.
    void cesu8(String text) {
        int length = text.length();
        room(3 * length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[size++] = (byte) c;
            } else {
                unit(c);
            }
        }
    }

    private void unit(char c) {
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

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
