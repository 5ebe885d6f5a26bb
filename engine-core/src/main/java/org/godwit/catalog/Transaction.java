package org.godwit.catalog;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Derivations;
import org.godwit.catalog.schema.Tables;
import org.jspecify.annotations.Nullable;

/// The changes of one decision over a view, readable as if they were made. Writing a primary row
/// brings along the index rows and counters derived from it. Confined to the deciding thread.
public final class Transaction implements CatalogView {
    private final CatalogView base;
    private final Map<Table<?, ?>, ChangedRows<?, ?>> overlay = new LinkedHashMap<>();

    /// What counters have gained so far. Thousands of rows count in the same few counters, which
    /// are therefore summed up here and become rows only when somebody looks.
    private final Map<CounterKey, Gain> gains = new LinkedHashMap<>();

    private final Derivation.Sink arriving = new Effects(1);
    private final Derivation.Sink leaving = new Effects(-1);

    public Transaction(CatalogView base) {
        this.base = base;
    }

    @Override
    public <K extends Comparable<? super K>, V> Optional<V> get(Table<K, V> table, K key) {
        if (table.equals(Tables.COUNTERS)) {
            settle((CounterKey) key);
        }
        return stored(table, key);
    }

    private <K extends Comparable<? super K>, V> Optional<V> stored(Table<K, V> table, K key) {
        ChangedRows<K, V> changed = changed(table);
        return changed == null
                ? base.get(table, key)
                : changed.get(key, () -> base.get(table, key));
    }

    @Override
    public <K extends Comparable<? super K>, V> Cursor<K, V> scan(Table<K, V> table, K from, K to) {
        settleIfCounters(table);
        ChangedRows<K, V> changed = changed(table);
        return over(
                base.scan(table, from, to), changed == null ? List.of() : changed.range(from, to));
    }

    @Override
    public <K extends Comparable<? super K>, V> Cursor<K, V> scanAll(Table<K, V> table) {
        settleIfCounters(table);
        ChangedRows<K, V> changed = changed(table);
        return over(base.scanAll(table), changed == null ? List.of() : changed.all());
    }

    /// Most scans find nothing changed, and need not be merged with it.
    private static <K extends Comparable<? super K>, V> Cursor<K, V> over(
            Cursor<K, V> rows, List<Map.Entry<K, Optional<V>>> changed) {
        return changed.isEmpty() ? rows : new Merged<>(rows, changed);
    }

    /// Sets a primary row.
    public <K extends Comparable<? super K>, V> void put(Table<K, V> table, K key, V value) {
        Optional<V> old = get(table, key);
        if (old.isEmpty()) {
            insert(table, key, value);
        } else {
            replace(table, key, old.get(), value);
        }
    }

    /// Sets a primary row of which the caller knows that it is not there: as [#put], without
    /// looking. If it is there, indexes and counters go wrong.
    public <K extends Comparable<? super K>, V> void insert(Table<K, V> table, K key, V value) {
        for (Derivation.Rule<K, V> rule : Derivations.of(table)) {
            rule.derive(key, value, arriving);
        }
        rows(table).put(key, Optional.of(value));
    }

    /// Sets a primary row of which the caller knows what it is now: as [#put], without looking.
    public <K extends Comparable<? super K>, V> void replace(
            Table<K, V> table, K key, V old, V value) {
        if (old.equals(value)) {
            return;
        }
        List<Derivation.Rule<K, V>> rules = Derivations.of(table);
        if (!rules.isEmpty()) {
            Implied before = new Implied();
            Implied after = new Implied();
            for (Derivation.Rule<K, V> rule : rules) {
                rule.derive(key, old, before);
                rule.derive(key, value, after);
            }
            for (Change.Put<?, ?> row : before.index) {
                if (!after.index.contains(row)) {
                    unset(row);
                }
            }
            for (Change.Put<?, ?> row : after.index) {
                if (!before.index.contains(row)) {
                    set(row);
                }
            }
            before.counts.forEach(count -> gain(count.counter, -count.items, -count.bytes));
            after.counts.forEach(count -> gain(count.counter, count.items, count.bytes));
        }
        rows(table).put(key, Optional.of(value));
    }

    /// Removes a primary row; nothing happens if there is none.
    public <K extends Comparable<? super K>, V> void delete(Table<K, V> table, K key) {
        Optional<V> old = get(table, key);
        if (old.isEmpty()) {
            return;
        }
        for (Derivation.Rule<K, V> rule : Derivations.of(table)) {
            rule.derive(key, old.get(), leaving);
        }
        rows(table).put(key, Optional.empty());
    }

    /// Whether anything has changed.
    public boolean hasChanges() {
        settleAll();
        return overlay.values().stream().anyMatch(rows -> rows.size() > 0);
    }

    /// What has changed, in the order of tables first touched, then of keys.
    public List<Change<?, ?>> changes() {
        settleAll();
        List<Change<?, ?>> changes =
                new ArrayList<>(overlay.values().stream().mapToInt(ChangedRows::size).sum());
        overlay.keySet().forEach(table -> collect(table, changes));
        return changes;
    }

    private <K extends Comparable<? super K>, V> void collect(
            Table<K, V> table, List<Change<?, ?>> changes) {
        rows(table)
                .forEach((key, value) ->
                        changes.add(
                                value.isPresent()
                                        ? new Change.Put<>(table, key, value.get())
                                        : new Change.Delete<>(table, key)));
    }

    private <K extends Comparable<? super K>, V> void unset(Change.Put<K, V> row) {
        rows(row.table()).put(row.key(), Optional.empty());
    }

    private <K extends Comparable<? super K>, V> void set(Change.Put<K, V> row) {
        rows(row.table()).put(row.key(), Optional.of(row.value()));
    }

    private void gain(CounterKey counter, long items, long bytes) {
        gains.computeIfAbsent(counter, _ -> new Gain()).add(items, bytes);
    }

    private void settleIfCounters(Table<?, ?> table) {
        if (table.equals(Tables.COUNTERS)) {
            settleAll();
        }
    }

    private void settleAll() {
        gains.forEach(this::settle);
        gains.clear();
    }

    private void settle(CounterKey counter) {
        Gain gain = gains.remove(counter);
        if (gain != null) {
            settle(counter, gain);
        }
    }

    /// Makes a counter's row what it has become.
    private void settle(CounterKey counter, Gain gain) {
        if (gain.items == 0 && gain.bytes == 0) {
            return;
        }
        Count sum =
                stored(Tables.COUNTERS, counter)
                        .orElse(Count.ZERO)
                        .plus(new Count(gain.items, gain.bytes));
        rows(Tables.COUNTERS)
                .put(counter, sum.equals(Count.ZERO) ? Optional.empty() : Optional.of(sum));
    }

    /// What has changed of a table; null if nothing was written yet.
    @SuppressWarnings("unchecked") // rows of a table are only ever put under that table
    private <K extends Comparable<? super K>, V> @Nullable ChangedRows<K, V> changed(
            Table<K, V> table) {
        return (ChangedRows<K, V>) overlay.get(table);
    }

    @SuppressWarnings("unchecked") // rows of a table are only ever put under that table
    private <K extends Comparable<? super K>, V> ChangedRows<K, V> rows(Table<K, V> table) {
        return (ChangedRows<K, V>) overlay.computeIfAbsent(table, t -> new ChangedRows<K, V>());
    }

    /// What a counter has gained in all.
    private static final class Gain {
        private long items;
        private long bytes;

        void add(long moreItems, long moreBytes) {
            items = Math.addExact(items, moreItems);
            bytes = Math.addExact(bytes, moreBytes);
        }
    }

    /// Carries out at once what a row implies that comes or goes.
    private final class Effects implements Derivation.Sink {
        private final int sign;

        Effects(int sign) {
            this.sign = sign;
        }

        @Override
        public <K extends Comparable<? super K>, V> void index(Table<K, V> table, K key, V value) {
            rows(table).put(key, sign > 0 ? Optional.of(value) : Optional.empty());
        }

        @Override
        public void count(CounterKey counter, long items, long bytes) {
            gain(counter, sign * items, sign * bytes);
        }
    }

    /// What one version of a row implies.
    private static final class Implied implements Derivation.Sink {
        private final List<Change.Put<?, ?>> index = new ArrayList<>(4);
        private final List<Counted> counts = new ArrayList<>(4);

        private record Counted(CounterKey counter, long items, long bytes) {}

        @Override
        public <K extends Comparable<? super K>, V> void index(Table<K, V> table, K key, V value) {
            index.add(new Change.Put<>(table, key, value));
        }

        @Override
        public void count(CounterKey counter, long items, long bytes) {
            counts.add(new Counted(counter, items, bytes));
        }
    }

    /// The base's rows with the changed ones laid over.
    private static final class Merged<K extends Comparable<? super K>, V> implements Cursor<K, V> {
        private final Cursor<K, V> base;
        private final Iterator<Map.Entry<K, Optional<V>>> changed;
        private Map.@Nullable Entry<K, V> nextBase;
        private Map.@Nullable Entry<K, Optional<V>> nextChanged;
        private Map.@Nullable Entry<K, V> next;

        Merged(Cursor<K, V> base, List<Map.Entry<K, Optional<V>>> changed) {
            this.base = base;
            this.changed = changed.iterator();
            stepBase();
            stepChanged();
            advance();
        }

        private void stepBase() {
            nextBase = base.hasNext() ? base.next() : null;
        }

        private void stepChanged() {
            nextChanged = changed.hasNext() ? changed.next() : null;
        }

        private void advance() {
            next = null;
            while (next == null && (nextBase != null || nextChanged != null)) {
                Map.Entry<K, V> fromBase = nextBase;
                Map.Entry<K, Optional<V>> over = nextChanged;
                int order =
                        fromBase == null
                                ? 1
                                : over == null ? -1 : fromBase.getKey().compareTo(over.getKey());
                if (order <= 0) {
                    stepBase();
                }
                if (order < 0 || over == null) {
                    next = fromBase;
                } else {
                    stepChanged();
                    next = over.getValue().map(v -> Map.entry(over.getKey(), v)).orElse(null);
                }
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Map.Entry<K, V> next() {
            Map.Entry<K, V> result = next;
            if (result == null) {
                throw new NoSuchElementException();
            }
            advance();
            return result;
        }

        @Override
        public K nextKey() {
            Map.Entry<K, V> row = next;
            if (row == null) {
                throw new NoSuchElementException();
            }
            return row.getKey();
        }

        @Override
        public void skipTo(K key) {
            if (next == null || next.getKey().compareTo(key) >= 0) {
                return;
            }
            if (nextBase != null && nextBase.getKey().compareTo(key) < 0) {
                base.skipTo(key);
                stepBase();
            }
            while (nextChanged != null && nextChanged.getKey().compareTo(key) < 0) {
                stepChanged();
            }
            advance();
        }

        @Override
        public void close() {
            base.close();
        }
    }
}
