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
import org.rocksdb.Snapshot;

/// Reads of the database, as of a snapshot or of now. As thread-safe as its reader options: used by
/// one thread at a time.
final class RocksView implements CatalogView {
    private final RocksStore store;
    private final ReadOptions options;
    private final long sequence;
    private final Ranges ranges;

    /// Takes over `options`, which read at `snapshot`.
    RocksView(RocksStore store, @Nullable Snapshot snapshot, ReadOptions options) {
        this.store = store;
        this.options = options;
        this.sequence = snapshot == null ? Long.MAX_VALUE : snapshot.getSequenceNumber();
        this.ranges = new Ranges(store, snapshot);
    }

    @Override
    public <K extends Comparable<? super K>, V> Optional<V> get(Table<K, V> table, K key) {
        RocksDB database = store.database();
        return store.smallRows().get(table, key, sequence, () -> read(database, table, key));
    }

    private <K extends Comparable<? super K>, V> Optional<V> read(
            RocksDB database, Table<K, V> table, K key) {
        Family<K, V> family = CatalogSchema.of(table);
        try {
            return Optional.ofNullable(
                            database.get(store.handle(table), options, family.encodeKey(key)))
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
        store.readers().opened(family.table().name());
        return new RocksCursor<>(store, family, ranges, ranges.begin(family.table(), from, to));
    }

    /// To be called when the view shows something else from now on.
    void changed() {
        ranges.clear();
    }

    void close() {
        ranges.clear();
        options.close();
    }
}
