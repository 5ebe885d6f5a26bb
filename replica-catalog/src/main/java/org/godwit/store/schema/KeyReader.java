package org.godwit.store.schema;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.godwit.model.RuleId;

/// Reads what [KeyWriter] wrote. Not thread-safe.
final class KeyReader {
    private final byte[] bytes;
    private int position;

    KeyReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int int32() {
        return (int) bigEndian(4) ^ Integer.MIN_VALUE;
    }

    int int32Descending() {
        return ~(int) bigEndian(4) ^ Integer.MIN_VALUE;
    }

    long int64() {
        return bigEndian(8) ^ Long.MIN_VALUE;
    }

    Instant instant() {
        return Instant.ofEpochMilli(int64());
    }

    RuleId rule() {
        return new RuleId(bigEndian(8), bigEndian(8));
    }

    <E extends Enum<E>> E constant(E[] constants) {
        int ordinal = (int) bigEndian(1);
        if (ordinal >= constants.length) {
            throw new MalformedBytes("no constant has number " + ordinal);
        }
        return constants[ordinal];
    }

    String text() {
        int end = position;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        if (end == bytes.length) {
            throw new MalformedBytes("a text does not end");
        }
        String text = new String(bytes, position, end - position, StandardCharsets.UTF_8);
        position = end + 1;
        return text;
    }

    String lastText() {
        StringBuilder text = new StringBuilder(bytes.length);
        while (position < bytes.length) {
            int first = (int) bigEndian(1);
            if (first < 0x80) {
                text.append((char) first);
            } else if (first < 0xE0) {
                text.append((char) (((first & 0x1F) << 6) | continuation()));
            } else {
                text.append(
                        (char) (((first & 0xF) << 12) | (continuation() << 6) | continuation()));
            }
        }
        return text.toString();
    }

    private int continuation() {
        return (int) bigEndian(1) & 0x3F;
    }

    void expectEnd() {
        if (position != bytes.length) {
            throw new MalformedBytes(bytes.length - position + " bytes too many");
        }
    }

    private long bigEndian(int size) {
        if (bytes.length - position < size) {
            throw new MalformedBytes("it ends too early");
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = (value << 8) | (bytes[position++] & 0xFF);
        }
        return value;
    }
}
