package org.godwit.catalog;

import java.util.Optional;

/// Reads of the catalogue.
public interface CatalogView {
    /// The row under `key`.
    <K extends Comparable<? super K>, V> Optional<V> get(Table<K, V> table, K key);

    /// The rows from `from` (inclusive) to `to` (exclusive) in key order. The cursor must be
    /// closed; memory does not depend on the number of rows.
    <K extends Comparable<? super K>, V> Cursor<K, V> scan(Table<K, V> table, K from, K to);

    /// All rows of a table in key order.
    <K extends Comparable<? super K>, V> Cursor<K, V> scanAll(Table<K, V> table);
}
