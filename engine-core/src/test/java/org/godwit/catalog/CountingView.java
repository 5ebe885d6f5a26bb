package org.godwit.catalog;

import java.util.Map;
import java.util.Optional;

/// A view that counts the rows read through it.
public final class CountingView implements CatalogView {
    private final CatalogView view;
    private int rows;

    public CountingView(CatalogView view) {
        this.view = view;
    }

    /// Rows read so far: look-ups, found or not, and rows of scans.
    public int rows() {
        return rows;
    }

    @Override
    public <K extends Comparable<? super K>, V> Optional<V> get(Table<K, V> table, K key) {
        rows++;
        return view.get(table, key);
    }

    @Override
    public <K extends Comparable<? super K>, V> Cursor<K, V> scan(Table<K, V> table, K from, K to) {
        return counting(view.scan(table, from, to));
    }

    @Override
    public <K extends Comparable<? super K>, V> Cursor<K, V> scanAll(Table<K, V> table) {
        return counting(view.scanAll(table));
    }

    private <K extends Comparable<? super K>, V> Cursor<K, V> counting(Cursor<K, V> rowsOf) {
        return new Cursor<>() {
            @Override
            public boolean hasNext() {
                return rowsOf.hasNext();
            }

            @Override
            public Map.Entry<K, V> next() {
                rows++;
                return rowsOf.next();
            }

            @Override
            public K nextKey() {
                return rowsOf.nextKey();
            }

            @Override
            public void skipTo(K key) {
                rowsOf.skipTo(key);
            }

            @Override
            public void close() {
                rowsOf.close();
            }
        };
    }
}
