package org.godwit.store.schema;

import java.util.function.BiConsumer;
import java.util.function.Function;

/// Turns values of one type into bytes and back. `decode(encode(x))` equals `x`. Thread-safe.
interface Codec<T> {
    byte[] encode(T value);

    /// Throws [MalformedBytes] if these are not the bytes of a value.
    T decode(byte[] bytes);

    /// A codec of keys, whose bytes compare (unsigned) as the keys do.
    ///
    /// @param sizeHint expected number of bytes; exact for keys of fixed size
    static <K> Codec<K> key(
            int sizeHint, BiConsumer<KeyWriter, K> write, Function<KeyReader, K> read) {
        return new Codec<>() {
            @Override
            public byte[] encode(K key) {
                KeyWriter out = new KeyWriter(sizeHint);
                write.accept(out, key);
                return out.finish();
            }

            @Override
            public K decode(byte[] bytes) {
                KeyReader in = new KeyReader(bytes);
                K key = read.apply(in);
                in.expectEnd();
                return key;
            }
        };
    }

    /// A codec of values that are their bare fields: index entries and single numbers or texts.
    static <V> Codec<V> bare(BiConsumer<RowWriter, V> write, Function<RowReader, V> read) {
        return new Codec<>() {
            @Override
            public byte[] encode(V value) {
                RowWriter out = new RowWriter();
                write.accept(out, value);
                return out.finish();
            }

            @Override
            public V decode(byte[] bytes) {
                RowReader in = new RowReader(bytes);
                V value = read.apply(in);
                in.expectEnd();
                return value;
            }
        };
    }

    /// A codec of rows: a version byte, then the record's fields in order. Other versions are
    /// refused.
    static <V> Codec<V> row(
            int version, BiConsumer<RowWriter, V> write, Function<RowReader, V> read) {
        return bare(
                (out, value) -> {
                    out.octet(version);
                    write.accept(out, value);
                },
                in -> {
                    int found = in.octet();
                    if (found != version) {
                        throw new MalformedBytes(
                                "version " + found + " where " + version + " is known");
                    }
                    return read.apply(in);
                });
    }
}
