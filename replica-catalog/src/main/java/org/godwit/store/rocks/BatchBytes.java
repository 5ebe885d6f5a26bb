package org.godwit.store.rocks;

import java.util.Arrays;

/// A write batch in RocksDB's own form, built here and handed over as a whole: a native call for
/// each row would cost more than the row. The form (`db/write_batch.cc`) is that of the log on disk
/// and is kept compatible by RocksDB: 8 bytes sequence (0), 4 bytes number of records,
/// little-endian; each record a tag, the column family's number, then key and value with their
/// lengths. Not thread-safe.
final class BatchBytes {
    private static final int COUNT_AT = 8;
    private static final int HEADER_BYTES = 12;
    private static final int VARINT_BYTES_MAX = 5;
    private static final byte DELETION = 0x4;
    private static final byte VALUE = 0x5;
    private static final int CAPACITY = 4 << 10;

    private byte[] bytes = new byte[CAPACITY];
    private int size = HEADER_BYTES;
    private int count;

    void put(int family, byte[] key, byte[] value) {
        begin(VALUE, family, key.length + value.length);
        text(key);
        text(value);
    }

    void delete(int family, byte[] key) {
        begin(DELETION, family, key.length);
        text(key);
    }

    /// The whole batch.
    byte[] finish() {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[COUNT_AT + i] = (byte) (count >>> (Byte.SIZE * i));
        }
        return Arrays.copyOf(bytes, size);
    }

    private void begin(byte tag, int family, int payload) {
        int more = 1 + 3 * VARINT_BYTES_MAX + payload;
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
        bytes[size++] = tag;
        varint(family);
        count++;
    }

    private void text(byte[] text) {
        varint(text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }
}
