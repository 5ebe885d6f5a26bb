package org.godwit.catalog;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Rows of a table looked up by keys that mostly come in ascending order, as those of the files of
/// a dataset do: it reads on from where it stands while the next is near, and looks anew where it
/// is not. Gives what [CatalogView#get] and [CatalogView#scan] would. Not thread-safe; close it.
public final class Follower<K extends Comparable<? super K>, V> implements AutoCloseable {
    /// Rows passed over before a new look-up is cheaper.
    private static final int PASSED_MAX = 32;

    private final CatalogView view;
    private final Table<K, V> table;
    private final K end;
    private Optional<Cursor<K, V>> cursor = Optional.empty();
    private Optional<Map.Entry<K, V>> at = Optional.empty();

    /// @param end behind every key that will be asked for
    public Follower(CatalogView view, Table<K, V> table, K end) {
        this.view = view;
        this.table = table;
        this.end = end;
    }

    /// Goes to the first row that is not below `key`.
    public void seek(K key) {
        if (cursor.isEmpty() || at.isEmpty() || at.get().getKey().compareTo(key) > 0) {
            renew(key);
            return;
        }
        for (int passed = 0; at.isPresent() && at.get().getKey().compareTo(key) < 0; passed++) {
            if (passed == PASSED_MAX) {
                renew(key);
                return;
            }
            next();
        }
    }

    private void renew(K key) {
        close();
        Cursor<K, V> begun = view.scan(table, key, end);
        cursor = Optional.of(begun);
        next();
    }

    /// The row where it stands, if what `of` makes of its key equals `wanted`; then it goes on.
    public <T> Optional<Map.Entry<K, V>> nextIf(T wanted, Function<K, T> of) {
        Optional<Map.Entry<K, V>> row = at.filter(entry -> of.apply(entry.getKey()).equals(wanted));
        if (row.isPresent()) {
            next();
        }
        return row;
    }

    private void next() {
        at = cursor.filter(Cursor::hasNext).map(Cursor::next);
    }

    @Override
    public void close() {
        cursor.ifPresent(Cursor::close);
        cursor = Optional.empty();
        at = Optional.empty();
    }
}
