package org.godwit.store.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.godwit.catalog.Table;

/// Rows that come in another order than that of their keys, table by table. Thread-safe, as far as
/// its sorters' inputs belong to one thread each.
final class TableSorters implements AutoCloseable {
    private static final int BUFFER_BYTES = 24 << 20;

    /// About what the least row takes, its key's length included.
    private static final int ROW_BYTES = 24;

    private final Path directory;
    private final Map<Table<?, ?>, RecordSorter> sorters = new ConcurrentHashMap<>();

    TableSorters(Path directory) {
        this.directory = directory;
    }

    RecordSorter of(Table<?, ?> table) {
        return sorters.computeIfAbsent(
                table, key -> new RecordSorter(directory, key.name(), BUFFER_BYTES, ROW_BYTES));
    }

    Map<Table<?, ?>, RecordSorter> all() {
        return sorters;
    }

    /// A row as one record: key, value, length of the key. No key of a table is the beginning of
    /// another, so that records sort as their keys do.
    static byte[] record(byte[] key, byte[] value) {
        byte[] record = Arrays.copyOf(key, key.length + value.length + Short.BYTES);
        System.arraycopy(value, 0, record, key.length, value.length);
        record[record.length - 2] = (byte) (key.length >>> Byte.SIZE);
        record[record.length - 1] = (byte) key.length;
        return record;
    }

    static int keyLength(byte[] record, int length) {
        return ((record[length - 2] & 0xFF) << Byte.SIZE) | (record[length - 1] & 0xFF);
    }

    @Override
    public void close() throws IOException {
        for (RecordSorter sorter : sorters.values()) {
            sorter.close();
        }
    }
}
