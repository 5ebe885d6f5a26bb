package org.godwit.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Derivations;
import org.godwit.catalog.schema.Tables;

/// Compares every index and counter with a full scan of the primary rows.
public final class DerivedRows {
    private final Map<Table<?, ?>, Map<Object, Object>> expected = new java.util.HashMap<>();
    private final Map<CounterKey, Count> counters = new TreeMap<>();

    private DerivedRows() {}

    /// Fails if a derived row is missing, wrong or too many.
    public static void check(CatalogView view) {
        DerivedRows rows = new DerivedRows();
        Derivations.ALL.forEach(derivation -> rows.derive(view, derivation));
        rows.counters.values().removeIf(count -> count.equals(Count.ZERO));
        rows.expected.put(Tables.COUNTERS, new TreeMap<>(rows.counters));
        for (Table<?, ?> table : Tables.DERIVED) {
            assertThat(all(view, table))
                    .as("derived table %s", table)
                    .isEqualTo(rows.expected.getOrDefault(table, Map.of()));
        }
    }

    private <K extends Comparable<? super K>, V> void derive(
            CatalogView view, Derivation<K, V> derivation) {
        Derivation.Sink sink =
                new Derivation.Sink() {
                    @Override
                    public <X extends Comparable<? super X>, Y> void index(
                            Table<X, Y> table, X key, Y value) {
                        Object before =
                                expected.computeIfAbsent(table, _ -> new TreeMap<>())
                                        .put(key, value);
                        assertThat(before).as("two rows imply %s in %s", key, table).isNull();
                    }

                    @Override
                    public void count(CounterKey counter, long items, long bytes) {
                        counters.merge(counter, new Count(items, bytes), Count::plus);
                    }
                };
        try (Cursor<K, V> rows = view.scanAll(derivation.source())) {
            rows.forEachRemaining(
                    row -> derivation.rule().derive(row.getKey(), row.getValue(), sink));
        }
    }

    private static <K extends Comparable<? super K>, V> Map<Object, Object> all(
            CatalogView view, Table<K, V> table) {
        Map<Object, Object> all = new TreeMap<>();
        try (Cursor<K, V> rows = view.scanAll(table)) {
            rows.forEachRemaining(row -> all.put(row.getKey(), row.getValue()));
        }
        return all;
    }
}
