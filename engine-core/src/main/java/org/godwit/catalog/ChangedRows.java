package org.godwit.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The rows of one table that a transaction has changed; an empty value stands for a row that is
/// gone. Large decisions write most tables in the order of the keys, so rows are appended to a list
/// for as long as that holds, and live in a tree from then on. Not thread-safe.
final class ChangedRows<K extends Comparable<? super K>, V> {
    private List<Map.Entry<K, Optional<V>>> ascending = new ArrayList<>();
    private @Nullable NavigableMap<K, Optional<V>> tree;

    /// What a row has become, or what is behind it if it was not changed.
    Optional<V> get(K key, Supplier<Optional<V>> unchanged) {
        if (tree != null) {
            return tree.containsKey(key) ? tree.get(key) : unchanged.get();
        }
        int place = place(key);
        return place < 0 ? unchanged.get() : ascending.get(place).getValue();
    }

    void put(K key, Optional<V> value) {
        NavigableMap<K, Optional<V>> sorted = tree;
        if (sorted == null && !follows(key)) {
            int place = place(key);
            if (place >= 0) {
                ascending.set(place, Map.entry(key, value));
                return;
            }
            sorted = plant();
        }
        if (sorted == null) {
            ascending.add(Map.entry(key, value));
        } else {
            sorted.put(key, value);
        }
    }

    private boolean follows(K key) {
        return ascending.isEmpty() || ascending.getLast().getKey().compareTo(key) < 0;
    }

    private NavigableMap<K, Optional<V>> plant() {
        NavigableMap<K, Optional<V>> sorted = new TreeMap<>();
        ascending.forEach(row -> sorted.put(row.getKey(), row.getValue()));
        ascending = List.of();
        tree = sorted;
        return sorted;
    }

    int size() {
        return tree != null ? tree.size() : ascending.size();
    }

    void forEach(BiConsumer<K, Optional<V>> action) {
        if (tree != null) {
            tree.forEach(action);
        } else {
            ascending.forEach(row -> action.accept(row.getKey(), row.getValue()));
        }
    }

    /// The rows of now, not moved by later changes.
    List<Map.Entry<K, Optional<V>>> all() {
        return new ArrayList<>(tree != null ? tree.entrySet() : ascending);
    }

    /// The rows from `from` (inclusive) to `to` (exclusive), as [#all].
    List<Map.Entry<K, Optional<V>>> range(K from, K to) {
        if (from.compareTo(to) >= 0) {
            return List.of();
        }
        if (tree != null) {
            return new ArrayList<>(tree.subMap(from, true, to, false).entrySet());
        }
        return new ArrayList<>(ascending.subList(firstFrom(from), firstFrom(to)));
    }

    private int firstFrom(K key) {
        int place = place(key);
        return place < 0 ? -place - 1 : place;
    }

    private int place(K key) {
        return Collections.binarySearch(
                ascending, Map.entry(key, Optional.empty()), Map.Entry.comparingByKey());
    }
}
