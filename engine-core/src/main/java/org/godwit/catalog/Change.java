package org.godwit.catalog;

/// One row of a change set.
public sealed interface Change<K extends Comparable<? super K>, V> {
    Table<K, V> table();

    K key();

    /// The row has this value from now on.
    record Put<K extends Comparable<? super K>, V>(Table<K, V> table, K key, V value)
            implements Change<K, V> {}

    /// The row is gone.
    record Delete<K extends Comparable<? super K>, V>(Table<K, V> table, K key)
            implements Change<K, V> {}
}
