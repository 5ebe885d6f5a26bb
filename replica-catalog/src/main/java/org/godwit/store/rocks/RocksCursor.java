package org.godwit.store.rocks;

import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;
import org.godwit.catalog.Cursor;
import org.godwit.store.schema.Family;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// Rows of one column family, decoded as they are asked for. Not thread-safe; close it.
final class RocksCursor<K extends Comparable<? super K>, V> implements Cursor<K, V> {
    /// Rows that are stepped over before a search from the top begins, which costs as much as about
    /// so many.
    private static final int STEPS_MAX = 8;

    private final RocksStore store;
    private final Family<K, V> family;
    private final Ranges ranges;
    private final RangeIterator range;
    private final RocksIterator rows;

    /// Steps of the next skip: fewer where the last ones led nowhere.
    private int stepsMax = STEPS_MAX;

    /// The key of the row it stands at, once it was looked at.
    private byte @Nullable [] here;

    private boolean closed;

    /// Takes `range`, which stands at the first row, and gives it back to `ranges`.
    RocksCursor(RocksStore store, Family<K, V> family, Ranges ranges, RangeIterator range) {
        this.store = store;
        this.family = family;
        this.ranges = ranges;
        this.range = range;
        this.rows = range.rows();
    }

    @Override
    public boolean hasNext() {
        if (closed) {
            return false;
        }
        if (here != null || rows.isValid()) {
            return true;
        }
        try {
            rows.status(); // a damaged block ends the rows too
            return false;
        } catch (RocksDBException e) {
            throw store.failed("read table " + family.table(), e);
        }
    }

    @Override
    public Map.Entry<K, V> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Map.Entry<K, V> row = Map.entry(family.decodeKey(key()), family.decodeValue(rows.value()));
        step();
        return row;
    }

    @Override
    public K nextKey() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return family.decodeKey(key());
    }

    @Override
    public void skipTo(K key) {
        if (!hasNext()) {
            return;
        }
        byte[] wanted = family.encodeKey(key);
        for (int steps = 0; steps < stepsMax; steps++) {
            if (Arrays.compareUnsigned(key(), wanted) >= 0) {
                stepsMax = STEPS_MAX;
                return;
            }
            step();
            if (!hasNext()) {
                return;
            }
        }
        if (Arrays.compareUnsigned(key(), wanted) < 0) {
            stepsMax = Math.max(1, stepsMax / 2);
            here = null;
            rows.seek(wanted);
        }
    }

    private byte[] key() {
        byte[] key = here;
        if (key == null) {
            key = rows.key();
            here = key;
        }
        return key;
    }

    private void step() {
        here = null;
        rows.next();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        ranges.end(range);
        store.readers().released(family.table().name());
    }
}
