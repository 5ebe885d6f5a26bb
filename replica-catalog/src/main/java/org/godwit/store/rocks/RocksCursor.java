package org.godwit.store.rocks;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.store.schema.Family;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/// Rows of one column family, decoded as they are asked for. Not thread-safe; close it.
final class RocksCursor<K extends Comparable<? super K>, V> implements Cursor<K, V> {
    private final RocksStore store;
    private final Family<K, V> family;
    private final ReadOptions options;
    private final Optional<Slice> end;
    private final RocksIterator rows;
    private boolean closed;

    /// Takes over `options`, `end` and `rows`, which stands at the first row.
    RocksCursor(
            RocksStore store,
            Family<K, V> family,
            ReadOptions options,
            Optional<Slice> end,
            RocksIterator rows) {
        this.store = store;
        this.family = family;
        this.options = options;
        this.end = end;
        this.rows = rows;
    }

    @Override
    public boolean hasNext() {
        if (closed) {
            return false;
        }
        if (rows.isValid()) {
            return true;
        }
        try {
            rows.status(); // a damaged block ends the rows too
            return false;
        } catch (RocksDBException e) {
            throw RocksErrors.failed(store.directory(), "read table " + family.table(), e);
        }
    }

    @Override
    public Map.Entry<K, V> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Map.Entry<K, V> row =
                Map.entry(family.decodeKey(rows.key()), family.decodeValue(rows.value()));
        rows.next();
        return row;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        rows.close();
        options.close();
        end.ifPresent(Slice::close);
        store.readers().released(family.table().name());
    }
}
