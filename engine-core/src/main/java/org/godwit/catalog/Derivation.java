package org.godwit.catalog;

import org.godwit.catalog.schema.CounterKey;

/// What follows from the rows of one table: index rows and counts. A pure function of the row, so
/// that the transaction can keep them in step and a checker can compute them again from a scan.
///
/// @param source the table whose rows imply others
/// @param rule the function
public record Derivation<K extends Comparable<? super K>, V>(Table<K, V> source, Rule<K, V> rule) {

    /// Tells what one row implies.
    @FunctionalInterface
    public interface Rule<K, V> {
        void derive(K key, V value, Sink sink);
    }

    /// Takes what a row implies.
    public interface Sink {
        /// An index row. No two rows may imply the same index row.
        <K extends Comparable<? super K>, V> void index(Table<K, V> table, K key, V value);

        /// Adds to a counter: `items` things of `bytes` bytes together.
        void count(CounterKey counter, long items, long bytes);
    }
}
