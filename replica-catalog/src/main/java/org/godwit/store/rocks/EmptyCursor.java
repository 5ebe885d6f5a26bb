package org.godwit.store.rocks;

import java.util.Map;
import java.util.NoSuchElementException;
import org.godwit.catalog.Cursor;

/// No rows.
final class EmptyCursor<K, V> implements Cursor<K, V> {
    @Override
    public boolean hasNext() {
        return false;
    }

    @Override
    public Map.Entry<K, V> next() {
        throw new NoSuchElementException();
    }

    @Override
    public K nextKey() {
        throw new NoSuchElementException();
    }

    @Override
    public void skipTo(K key) {}

    @Override
    public void close() {}
}
