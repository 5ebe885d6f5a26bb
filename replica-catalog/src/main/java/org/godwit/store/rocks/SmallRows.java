package org.godwit.store.rocks;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.godwit.catalog.Table;
import org.godwit.store.schema.CatalogSchema;
import org.godwit.store.schema.Family;
import org.godwit.store.schema.Profile;

/// Rows of the small tables as they were read last: accounts, scopes, RSEs and sites are looked up
/// by nearly every request and decision, and change rarely. What a table's rows were before a
/// change is never given to who sees the change, nor the other way round: rows are kept together
/// with the sequence number of the table's last change. Thread-safe; one thread writes.
final class SmallRows {
    /// Of one table; what is beyond is read anew each time.
    private static final int ROWS_MAX = 10_000;

    private final ConcurrentMap<Table<?, ?>, Kept> byTable;

    /// Rows that are the same from a sequence number on until they are replaced as a whole.
    private record Kept(long since, ConcurrentMap<Object, Optional<?>> rows) {
        Kept(long since) {
            this(since, new ConcurrentHashMap<>());
        }
    }

    SmallRows() {
        byTable =
                CatalogSchema.FAMILIES.stream()
                        .filter(family -> family.profile() == Profile.SMALL)
                        .map(Family::table)
                        .collect(
                                Collectors.toConcurrentMap(
                                        Function.identity(), table -> new Kept(0)));
    }

    /// A row.
    ///
    /// @param at the sequence number of the reader's view, which was there before this call
    /// @param read reads it from that view
    @SuppressWarnings("unchecked") // rows of a table are only ever kept under that table
    <K extends Comparable<? super K>, V> Optional<V> get(
            Table<K, V> table, K key, long at, Supplier<Optional<V>> read) {
        Kept kept = byTable.get(table);
        if (kept == null || at < kept.since()) {
            return read.get();
        }
        Optional<?> row = kept.rows().get(key);
        if (row != null) {
            return (Optional<V>) row;
        }
        Optional<V> found = read.get();
        if (kept.rows().size() < ROWS_MAX) {
            kept.rows().put(key, found);
        }
        return found;
    }

    /// To be called before a change of a table can be seen by anybody.
    ///
    /// @param since the sequence number from which on it is seen
    void change(Table<?, ?> table, long since) {
        if (byTable.containsKey(table)) {
            byTable.put(table, new Kept(since));
        }
    }

    /// As [#change], of all tables.
    void changeAll(long since) {
        byTable.replaceAll((table, kept) -> new Kept(since));
    }
}
