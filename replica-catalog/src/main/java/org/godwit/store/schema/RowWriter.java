package org.godwit.store.schema;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.godwit.model.RuleId;

/// Writes the fields of a row compactly. Equal rows give equal bytes: maps are written in the order
/// of their keys. Not thread-safe.
final class RowWriter {
    private static final int CAPACITY = 160;

    private final Bytes bytes = new Bytes(CAPACITY);

    byte[] finish() {
        return bytes.finish();
    }

    void octet(int value) {
        bytes.octet(value);
    }

    void flag(boolean value) {
        bytes.octet(value ? 1 : 0);
    }

    /// 4 bytes, for numbers whose bits are all alike.
    void fixed32(int value) {
        bytes.int32(value);
    }

    /// Base 128, lowest group first (LEB128), taken as unsigned: a negative number takes 5 bytes.
    void int32(int value) {
        int64(Integer.toUnsignedLong(value));
    }

    /// Base 128, lowest group first (LEB128), taken as unsigned: a negative number takes 10 bytes.
    void int64(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.octet((int) rest | 0x80);
            rest >>>= 7;
        }
        bytes.octet((int) rest);
    }

    /// Milliseconds since 1970 as [#int64]; what is finer is cut off.
    void instant(Instant value) {
        int64(Times.millis(value));
    }

    void rule(RuleId id) {
        bytes.int64(id.high());
        bytes.int64(id.low());
    }

    /// The ordinal as one byte.
    @SuppressWarnings("EnumOrdinal") // the format fixes the order of the constants
    void constant(Enum<?> value) {
        bytes.octet(value.ordinal());
    }

    /// Number of bytes, then UTF-8.
    void text(String value) {
        int64(Bytes.utf8Length(value));
        bytes.utf8(value);
    }

    /// 0, or 1 and the value.
    <T> void optional(Optional<T> value, BiConsumer<RowWriter, T> write) {
        flag(value.isPresent());
        value.ifPresent(present -> write.accept(this, present));
    }

    /// Number of elements, then each.
    <T> void list(List<T> values, BiConsumer<RowWriter, T> write) {
        int64(values.size());
        values.forEach(value -> write.accept(this, value));
    }

    /// Number of entries, then key and value of each, in the order of the keys.
    <K extends Comparable<? super K>, V> void map(
            Map<K, V> values,
            BiConsumer<RowWriter, K> writeKey,
            BiConsumer<RowWriter, V> writeValue) {
        int64(values.size());
        if (values.isEmpty()) {
            return;
        }
        new TreeMap<>(values)
                .forEach((key, value) -> {
                    writeKey.accept(this, key);
                    writeValue.accept(this, value);
                });
    }
}
