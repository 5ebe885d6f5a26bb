package org.godwit.store.rocks;

import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.store.schema.CatalogSchema;
import org.godwit.store.schema.Family;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/// Reads of the database, as of a snapshot or of now. As thread-safe as its reader options: used by
/// one thread at a time.
final class RocksView implements CatalogView {
    private final RocksStore store;
    private final @Nullable Snapshot snapshot;
    private final ReadOptions options;

    /// Takes over `options`, which read at `snapshot`.
    RocksView(RocksStore store, @Nullable Snapshot snapshot, ReadOptions options) {
        this.store = store;
        this.snapshot = snapshot;
        this.options = options;
    }

    @Override
    public <K extends Comparable<? super K>, V> Optional<V> get(Table<K, V> table, K key) {
        Family<K, V> family = CatalogSchema.of(table);
        try {
            return Optional.ofNullable(
                            store.database()
                                    .get(store.handle(table), options, family.encodeKey(key)))
                    .map(family::decodeValue);
        } catch (RocksDBException e) {
            throw store.failed("read table " + table, e);
        }
    }

    @Override
    public <K extends Comparable<? super K>, V> Cursor<K, V> scan(Table<K, V> table, K from, K to) {
        if (from.compareTo(to) >= 0) {
            return new EmptyCursor<>();
        }
        Family<K, V> family = CatalogSchema.of(table);
        return cursor(family, family.encodeKey(from), Optional.of(family.encodeKey(to)));
    }

    @Override
    public <K extends Comparable<? super K>, V> Cursor<K, V> scanAll(Table<K, V> table) {
        return cursor(CatalogSchema.of(table), new byte[0], Optional.empty());
    }

    private <K extends Comparable<? super K>, V> Cursor<K, V> cursor(
            Family<K, V> family, byte[] from, Optional<byte[]> to) {
        RocksDB database = store.database();
        store.readers().opened(family.table().name());
        // The bound keeps the iterator from wading through deleted rows behind the range.
        Optional<Slice> end = to.map(Slice::new);
        ReadOptions bounded = new ReadOptions();
        if (snapshot != null) {
            bounded.setSnapshot(snapshot);
        }
        end.ifPresent(bounded::setIterateUpperBound);
        RocksIterator rows = database.newIterator(store.handle(family.table()), bounded);
        rows.seek(from);
        return new RocksCursor<>(store, family, bounded, end, rows);
    }

    void close() {
        options.close();
    }
}
