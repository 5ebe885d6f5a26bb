package org.godwit.store.rocks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Table;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/// The iterators of one view. Those that are not used wait to be used again, for making one costs
/// as much as reading many rows. They show the database as it was when they were made, so they are
/// given up when it changes. As thread-safe as its view.
final class Ranges {
    /// More of one table are rarely open at a time.
    private static final int IDLE_MAX = 8;

    private final RocksStore store;
    private final @Nullable Snapshot snapshot;
    private final Map<Table<?, ?>, Deque<RangeIterator>> idle = new HashMap<>();
    private int changes;

    Ranges(RocksStore store, @Nullable Snapshot snapshot) {
        this.store = store;
        this.snapshot = snapshot;
    }

    /// An iterator that stands at `from`, or behind it, and ends at `to`, or with the table.
    RangeIterator begin(Table<?, ?> table, byte[] from, Optional<byte[]> to) {
        RangeIterator range = range(table, to);
        range.rows().seek(from);
        return range;
    }

    private RangeIterator range(Table<?, ?> table, Optional<byte[]> to) {
        Deque<RangeIterator> waiting = idle.get(table);
        if (waiting != null
                && !waiting.isEmpty()
                && to.filter(RangeIterator::isShort).isPresent()) {
            RangeIterator range = waiting.pop();
            range.bind(to.get());
            return range;
        }
        return new RangeIterator(store, table, snapshot, to, changes);
    }

    /// Takes back an iterator that nobody uses any more.
    void end(RangeIterator range) {
        Deque<RangeIterator> waiting =
                idle.computeIfAbsent(range.table(), _ -> new ArrayDeque<>(2));
        if (range.madeAt() == changes && range.isReusable() && waiting.size() < IDLE_MAX) {
            waiting.push(range);
        } else {
            range.close();
        }
    }

    /// To be called when the database has changed, and at the end.
    void clear() {
        changes++;
        if (!idle.isEmpty()) {
            idle.values().forEach(waiting -> waiting.forEach(RangeIterator::close));
            idle.clear();
        }
    }
}
