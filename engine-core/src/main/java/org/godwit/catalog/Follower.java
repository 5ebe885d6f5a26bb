package org.godwit.catalog;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Rows of a table looked up by keys that mostly come in ascending order, as those of the files of
/// a dataset do: one cursor is led along. Gives what [CatalogView#get] and [CatalogView#scan]
/// would. Not thread-safe; close it.
public final class Follower<K extends Comparable<? super K>, V> implements AutoCloseable {
    private final CatalogView view;
    private final Table<K, V> table;
    private final K end;
    private Optional<Cursor<K, V>> cursor = Optional.empty();

    /// The last row that was given, or sought: what lies before it needs a new cursor.
    private Optional<K> passed = Optional.empty();

    /// @param end behind every key that will be asked for
    public Follower(CatalogView view, Table<K, V> table, K end) {
        this.view = view;
        this.table = table;
        this.end = end;
    }

    /// Goes to the first row that is not below `key`.
    public void seek(K key) {
        if (cursor.isPresent() && passed.isPresent() && passed.get().compareTo(key) < 0) {
            cursor.get().skipTo(key);
        } else {
            close();
            cursor = Optional.of(view.scan(table, key, end));
        }
        passed = Optional.of(key);
    }

    /// The row where it stands, if what `of` makes of its key equals `wanted`; then it goes on.
    public <T> Optional<Map.Entry<K, V>> nextIf(T wanted, Function<K, T> of) {
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        Cursor<K, V> rows = cursor.get();
        if (!rows.hasNext() || !of.apply(rows.nextKey()).equals(wanted)) {
            return Optional.empty();
        }
        Map.Entry<K, V> row = rows.next();
        passed = Optional.of(row.getKey());
        return Optional.of(row);
    }

    @Override
    public void close() {
        cursor.ifPresent(Cursor::close);
        cursor = Optional.empty();
    }
}
