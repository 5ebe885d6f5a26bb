package org.godwit.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One side of a merge join: leads a cursor along ascending numbers, such as file ids, and answers
/// the rows of each. Shows what was there when it was opened. Not thread-safe; closing it closes
/// the cursor.
public final class Groups<K extends Comparable<? super K>, V> implements AutoCloseable {
    private final Cursor<K, V> rows;
    private final ToLongFunction<K> number;
    private final LongFunction<K> first;
    private Map.@Nullable Entry<K, V> next;

    /// @param number of the group that a key belongs to; keys are sorted by it first
    /// @param first the first possible key of a group
    public Groups(Cursor<K, V> rows, ToLongFunction<K> number, LongFunction<K> first) {
        this.rows = rows;
        this.number = number;
        this.first = first;
    }

    /// The rows of a group. Groups must be asked for in ascending order, each once.
    public List<Map.Entry<K, V>> of(long group) {
        Map.Entry<K, V> row = next;
        if (row == null || number.applyAsLong(row.getKey()) < group) {
            rows.skipTo(first.apply(group));
            row = step();
        }
        if (row == null || number.applyAsLong(row.getKey()) != group) {
            return List.of();
        }
        List<Map.Entry<K, V>> found = new ArrayList<>(2);
        while (row != null && number.applyAsLong(row.getKey()) == group) {
            found.add(row);
            row = step();
        }
        return found;
    }

    private Map.@Nullable Entry<K, V> step() {
        next = rows.hasNext() ? rows.next() : null;
        return next;
    }

    @Override
    public void close() {
        rows.close();
    }
}
