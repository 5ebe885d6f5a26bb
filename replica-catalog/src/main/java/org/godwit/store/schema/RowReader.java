package org.godwit.store.schema;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.godwit.model.RuleId;

/// Reads what [RowWriter] wrote. Not thread-safe.
final class RowReader {
    private final byte[] bytes;
    private int position;

    RowReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int octet() {
        need(1);
        return bytes[position++] & 0xFF;
    }

    boolean flag() {
        int value = octet();
        if (value > 1) {
            throw new MalformedBytes("a flag is " + value);
        }
        return value == 1;
    }

    int fixed32() {
        return (int) bigEndian(4);
    }

    int int32() {
        long value = int64();
        if (value >>> Integer.SIZE != 0) {
            throw new MalformedBytes("a number is too large");
        }
        return (int) value;
    }

    long int64() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int group = octet();
            value |= (group & 0x7FL) << shift;
            if (group < 0x80) {
                return value;
            }
        }
        throw new MalformedBytes("a number does not end");
    }

    Instant instant() {
        return Instant.ofEpochMilli(int64());
    }

    RuleId rule() {
        return new RuleId(bigEndian(8), bigEndian(8));
    }

    <E extends Enum<E>> E constant(E[] constants) {
        int ordinal = octet();
        if (ordinal >= constants.length) {
            throw new MalformedBytes("no constant has number " + ordinal);
        }
        return constants[ordinal];
    }

    String text() {
        int size = count();
        String text = new String(bytes, position, size, StandardCharsets.UTF_8);
        position += size;
        return text;
    }

    <T> Optional<T> optional(Function<RowReader, T> read) {
        return flag() ? Optional.of(read.apply(this)) : Optional.empty();
    }

    <T> List<T> list(Function<RowReader, T> read) {
        int size = count();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(read.apply(this));
        }
        return values;
    }

    <K, V> Map<K, V> map(Function<RowReader, K> readKey, Function<RowReader, V> readValue) {
        int size = count();
        if (size == 0) {
            return Map.of();
        }
        Map<K, V> values = HashMap.newHashMap(size);
        for (int i = 0; i < size; i++) {
            K key = readKey.apply(this);
            values.put(key, readValue.apply(this));
        }
        return values;
    }

    void expectEnd() {
        if (position != bytes.length) {
            throw new MalformedBytes(bytes.length - position + " bytes too many");
        }
    }

    /// A number of things that take a byte each at least, so that damage cannot ask for gigabytes.
    private int count() {
        long count = int64();
        if (count < 0 || count > bytes.length - position) {
            throw new MalformedBytes("it ends too early");
        }
        return (int) count;
    }

    private long bigEndian(int size) {
        need(size);
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = (value << 8) | (bytes[position++] & 0xFF);
        }
        return value;
    }

    private void need(int size) {
        if (bytes.length - position < size) {
            throw new MalformedBytes("it ends too early");
        }
    }
}
