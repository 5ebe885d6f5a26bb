package org.godwit.catalog;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.godwit.model.Epoch;

/// A catalogue in memory, for the simulator and for tests: the same tables, transactions and
/// derivations as on disk. Change sets count as durable at once unless [#holdSyncs] says otherwise;
/// [#crash] then forgets what was not synced.
public final class MemoryCatalog implements ReplicaCatalog {
    private final boolean shared;
    private final Map<Table<?, ?>, NavigableMap<?, ?>> tables;
    private final java.util.ArrayDeque<Undo> unsynced = new java.util.ArrayDeque<>();
    private boolean holding;
    private long lastIndex;
    private Epoch lastEpoch = new Epoch(0, 0);

    /// One that any thread may read while another writes.
    public MemoryCatalog() {
        this(true);
    }

    private MemoryCatalog(boolean shared) {
        this.shared = shared;
        this.tables = shared ? new ConcurrentHashMap<>() : new HashMap<>();
    }

    /// One that a single thread uses, with no cursor open when it writes; faster.
    public static MemoryCatalog confined() {
        return new MemoryCatalog(false);
    }

    @Override
    public CatalogView latest() {
        return new View(tables);
    }

    @Override
    public synchronized Snapshot snapshot() {
        Map<Table<?, ?>, NavigableMap<?, ?>> copy = new ConcurrentHashMap<>();
        tables.forEach((table, rows) -> copy.put(table, new TreeMap<>(rows)));
        return new MemorySnapshot(new View(copy), lastIndex);
    }

    @Override
    public synchronized CompletableFuture<Void> apply(ChangeSet changes) {
        if (changes.index() != lastIndex + 1) {
            throw new IllegalArgumentException(
                    "change set " + changes.index() + " after " + lastIndex);
        }
        Undo undo =
                new Undo(
                        lastIndex,
                        lastEpoch,
                        new java.util.ArrayList<>(),
                        new CompletableFuture<>());
        changes.changes().forEach(change -> undo.rows().addFirst(write(change)));
        lastIndex = changes.index();
        lastEpoch = changes.epoch();
        if (!holding) {
            return CompletableFuture.completedFuture(null);
        }
        unsynced.addLast(undo);
        return undo.synced();
    }

    private <K extends Comparable<? super K>, V> Runnable write(Change<K, V> change) {
        NavigableMap<K, V> rows = rowsToWrite(change.table());
        K key = change.key();
        Optional<V> old = Optional.ofNullable(rows.get(key));
        switch (change) {
            case Change.Put<K, V> put -> rows.put(key, put.value());
            case Change.Delete<K, V> _ -> rows.remove(key);
        }
        return () -> old.ifPresentOrElse(value -> rows.put(key, value), () -> rows.remove(key));
    }

    @Override
    public synchronized CompletableFuture<Void> durable(long index) {
        if (index == lastIndex && !unsynced.isEmpty()) {
            return unsynced.getLast().synced();
        }
        return unsynced.stream()
                .filter(undo -> undo.indexBefore() + 1 == index)
                .findFirst()
                .map(Undo::synced)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /// From now on change sets become durable only by [#sync].
    public synchronized void holdSyncs() {
        holding = true;
    }

    /// Makes the oldest `count` held change sets durable.
    public void sync(int count) {
        for (int i = 0; i < count; i++) {
            Undo undo;
            synchronized (this) {
                undo = unsynced.pollFirst();
            }
            if (undo == null) {
                return;
            }
            undo.synced().complete(null);
        }
    }

    /// Another catalogue that holds now what this one shows, all of it durable.
    public synchronized MemoryCatalog copy() {
        MemoryCatalog copy = new MemoryCatalog(shared);
        tables.forEach((table, rows) -> copy.tables.put(table, copied(rows)));
        copy.lastIndex = lastIndex;
        copy.lastEpoch = lastEpoch;
        return copy;
    }

    /// What this one shows, as a catalogue that is restored from a backup of it.
    public synchronized MemoryCatalog restored(Instant now) {
        MemoryCatalog restored = copy();
        RestoredHead head = RestoredHead.of(lastIndex, lastEpoch, now);
        restored.lastIndex = head.index();
        restored.lastEpoch = head.epoch();
        return restored;
    }

    /// How many change sets are not durable yet.
    public synchronized int unsynced() {
        return unsynced.size();
    }

    /// Forgets every change set that is not durable, as a crash does.
    public synchronized void crash() {
        while (!unsynced.isEmpty()) {
            Undo undo = unsynced.removeLast();
            undo.rows().forEach(Runnable::run);
            lastIndex = undo.indexBefore();
            lastEpoch = undo.epochBefore();
        }
    }

    @Override
    public synchronized long lastIndex() {
        return lastIndex;
    }

    @Override
    public synchronized Epoch lastEpoch() {
        return lastEpoch;
    }

    @Override
    public void close() {}

    /// An own map with the rows of another.
    private <K, V> NavigableMap<K, V> copied(NavigableMap<K, V> rows) {
        return shared ? new ConcurrentSkipListMap<>(rows) : new TreeMap<>(rows);
    }

    @SuppressWarnings("unchecked") // a table's rows are only ever put under that table
    private <K extends Comparable<? super K>, V> NavigableMap<K, V> rowsToWrite(Table<K, V> table) {
        return (NavigableMap<K, V>) tables.computeIfAbsent(table, _ -> copied(new TreeMap<K, V>()));
    }

    @SuppressWarnings("unchecked") // a table's rows are only ever put under that table
    private static <K extends Comparable<? super K>, V> NavigableMap<K, V> rows(
            Map<Table<?, ?>, NavigableMap<?, ?>> tables, Table<K, V> table) {
        NavigableMap<?, ?> rows = tables.get(table);
        return rows != null ? (NavigableMap<K, V>) rows : Collections.emptyNavigableMap();
    }

    private record Undo(
            long indexBefore,
            Epoch epochBefore,
            java.util.List<Runnable> rows,
            CompletableFuture<Void> synced) {}

    private record View(Map<Table<?, ?>, NavigableMap<?, ?>> tables) implements CatalogView {
        @Override
        public <K extends Comparable<? super K>, V> Optional<V> get(Table<K, V> table, K key) {
            return Optional.ofNullable(rows(tables, table).get(key));
        }

        @Override
        public <K extends Comparable<? super K>, V> Cursor<K, V> scan(
                Table<K, V> table, K from, K to) {
            NavigableMap<K, V> all = rows(tables, table);
            return from.compareTo(to) >= 0
                    ? cursor(Collections.<K, V>emptyNavigableMap())
                    : cursor(all.subMap(from, true, to, false));
        }

        @Override
        public <K extends Comparable<? super K>, V> Cursor<K, V> scanAll(Table<K, V> table) {
            return cursor(rows(tables, table));
        }
    }

    private static <K extends Comparable<? super K>, V> Cursor<K, V> cursor(
            NavigableMap<K, V> rows) {
        return new Cursor<>() {
            private Iterator<Map.Entry<K, V>> entries = rows.entrySet().iterator();
            private Optional<Map.Entry<K, V>> ahead = Optional.empty();
            private Optional<K> last = Optional.empty();

            @Override
            public boolean hasNext() {
                return ahead.isPresent() || entries.hasNext();
            }

            @Override
            public Map.Entry<K, V> next() {
                Map.Entry<K, V> row = ahead.orElseGet(entries::next);
                ahead = Optional.empty();
                last = Optional.of(row.getKey());
                return row;
            }

            @Override
            public K nextKey() {
                ahead = ahead.or(() -> Optional.of(entries.next()));
                return ahead.orElseThrow().getKey();
            }

            @Override
            public void skipTo(K key) {
                boolean further =
                        !rows.isEmpty()
                                && rows.firstKey().compareTo(key) < 0
                                && (last.isEmpty() || last.get().compareTo(key) < 0);
                if (further) {
                    entries =
                            rows.lastKey().compareTo(key) < 0
                                    ? Collections.emptyIterator()
                                    : rows.tailMap(key, true).entrySet().iterator();
                    ahead = Optional.empty();
                }
            }

            @Override
            public void close() {}
        };
    }

    private record MemorySnapshot(View view, long index) implements Snapshot {
        @Override
        public <K extends Comparable<? super K>, V> Optional<V> get(Table<K, V> table, K key) {
            return view.get(table, key);
        }

        @Override
        public <K extends Comparable<? super K>, V> Cursor<K, V> scan(
                Table<K, V> table, K from, K to) {
            return view.scan(table, from, to);
        }

        @Override
        public <K extends Comparable<? super K>, V> Cursor<K, V> scanAll(Table<K, V> table) {
            return view.scanAll(table);
        }

        @Override
        public void close() {}
    }
}
