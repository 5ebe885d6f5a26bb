package org.godwit.store.rocks;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.godwit.catalog.Table;
import org.jspecify.annotations.Nullable;
import org.rocksdb.DirectSlice;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/// An iterator over a range of keys, and later over others: RocksDB looks at the bound anew at each
/// seek. The bound keeps it from wading through deleted rows behind the range. Not thread-safe;
/// close it.
final class RangeIterator implements AutoCloseable {
    /// Room for all bounds but those with long names.
    private static final int BOUND_BYTES = 128;

    private final Table<?, ?> table;
    private final int madeAt;
    private final ReadOptions options = new ReadOptions();

    /// What the bound points at, outside the heap.
    private final ByteBuffer boundBytes;

    private final Optional<DirectSlice> bound;
    private final RocksIterator rows;

    /// @param to where its first range ends; absent if that and every later one ends with the table
    /// @param madeAt whatever its owner wants to know it by
    RangeIterator(
            RocksStore store,
            Table<?, ?> table,
            @Nullable Snapshot snapshot,
            Optional<byte[]> to,
            int madeAt) {
        this.table = table;
        this.madeAt = madeAt;
        boundBytes =
                ByteBuffer.allocateDirect(
                        to.map(end -> Math.max(end.length, BOUND_BYTES)).orElse(0));
        bound = to.map(_ -> new DirectSlice(boundBytes));
        if (snapshot != null) {
            options.setSnapshot(snapshot);
        }
        to.ifPresent(this::bind);
        bound.ifPresent(options::setIterateUpperBound);
        rows = store.database().newIterator(store.handle(table), options);
    }

    /// Whether one that was made for a range can go on to one that ends there.
    static boolean isShort(byte[] to) {
        return to.length <= BOUND_BYTES;
    }

    Table<?, ?> table() {
        return table;
    }

    int madeAt() {
        return madeAt;
    }

    boolean isReusable() {
        return boundBytes.capacity() == BOUND_BYTES;
    }

    /// Sets where the range ends that the next seek begins.
    void bind(byte[] to) {
        boundBytes.clear().put(to);
        bound.orElseThrow().setLength(to.length);
    }

    RocksIterator rows() {
        return rows;
    }

    @Override
    public void close() {
        rows.close();
        options.close();
        bound.ifPresent(DirectSlice::close);
    }
}
