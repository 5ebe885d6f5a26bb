package org.godwit.catalog;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Derivations;
import org.godwit.catalog.schema.Tables;
import org.jspecify.annotations.Nullable;

/// The changes of one decision over a view, readable as if they were made. Writing a primary row
/// brings along the index rows and counters derived from it. Confined to the deciding thread.
public final class Transaction implements CatalogView {
    private final CatalogView base;
    private final Map<Table<?, ?>, NavigableMap<?, ? extends Optional<?>>> overlay =
            new LinkedHashMap<>();

    /// Takes what a row implies where there was none before.
    private final Derivation.Sink fresh = new Fresh();

    public Transaction(CatalogView base) {
        this.base = base;
    }

    @Override
    public <K extends Comparable<? super K>, V> Optional<V> get(Table<K, V> table, K key) {
        Optional<V> changed = rows(table).get(key);
        return changed != null ? changed : base.get(table, key);
    }

    @Override
    public <K extends Comparable<? super K>, V> Cursor<K, V> scan(Table<K, V> table, K from, K to) {
        return new Merged<>(
                base.scan(table, from, to),
                from.compareTo(to) < 0 ? rows(table).subMap(from, to) : Map.of());
    }

    @Override
    public <K extends Comparable<? super K>, V> Cursor<K, V> scanAll(Table<K, V> table) {
        return new Merged<>(base.scanAll(table), rows(table));
    }

    /// Sets a primary row.
    public <K extends Comparable<? super K>, V> void put(Table<K, V> table, K key, V value) {
        Optional<V> old = get(table, key);
        if (old.isPresent() && old.get().equals(value)) {
            return;
        }
        derive(table, key, old, Optional.of(value));
        rows(table).put(key, Optional.of(value));
    }

    /// Sets a primary row that is known not to exist yet, such as one under an id just given: the
    /// base is not asked for it.
    public <K extends Comparable<? super K>, V> void putNew(Table<K, V> table, K key, V value) {
        Optional<V> before = rows(table).put(key, Optional.of(value));
        if (before != null && before.isPresent()) {
            throw new IllegalStateException("a row of " + table + " under " + key + " exists");
        }
        derive(table, key, Optional.empty(), Optional.of(value));
    }

    /// Removes a primary row; nothing happens if there is none.
    public <K extends Comparable<? super K>, V> void delete(Table<K, V> table, K key) {
        Optional<V> old = get(table, key);
        if (old.isEmpty()) {
            return;
        }
        derive(table, key, old, Optional.empty());
        rows(table).put(key, Optional.empty());
    }

    /// Whether anything has changed.
    public boolean hasChanges() {
        return overlay.values().stream().anyMatch(rows -> !rows.isEmpty());
    }

    /// What has changed, in the order of tables first touched, then of keys.
    public List<Change<?, ?>> changes() {
        List<Change<?, ?>> changes = new ArrayList<>();
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

    private <K extends Comparable<? super K>, V> void derive(
            Table<K, V> table, K key, Optional<V> old, Optional<V> now) {
        List<Derivation.Rule<K, V>> rules = Derivations.of(table);
        if (rules.isEmpty()) {
            return;
        }
        if (old.isEmpty() && now.isPresent()) {
            for (Derivation.Rule<K, V> rule : rules) {
                rule.derive(key, now.get(), fresh);
            }
            return;
        }
        Implied before = new Implied();
        Implied after = new Implied();
        for (Derivation.Rule<K, V> rule : rules) {
            old.ifPresent(value -> rule.derive(key, value, before));
            now.ifPresent(value -> rule.derive(key, value, after));
        }
        before.index.stream().filter(row -> !after.index.contains(row)).forEach(this::unset);
        after.index.stream().filter(row -> !before.index.contains(row)).forEach(this::set);
        before.counts.forEach((counter, n) -> after.count(counter, -n.items(), -n.bytes()));
        after.counts.forEach(this::add);
    }

    private <K extends Comparable<? super K>, V> void unset(Change.Put<K, V> row) {
        rows(row.table()).put(row.key(), Optional.empty());
    }

    private <K extends Comparable<? super K>, V> void set(Change.Put<K, V> row) {
        rows(row.table()).put(row.key(), Optional.of(row.value()));
    }

    private void add(CounterKey counter, Count delta) {
        if (delta.equals(Count.ZERO)) {
            return;
        }
        Count sum = get(Tables.COUNTERS, counter).orElse(Count.ZERO).plus(delta);
        rows(Tables.COUNTERS)
                .put(counter, sum.equals(Count.ZERO) ? Optional.empty() : Optional.of(sum));
    }

    @SuppressWarnings("unchecked") // rows of a table are only ever put under that table
    private <K extends Comparable<? super K>, V> NavigableMap<K, Optional<V>> rows(
            Table<K, V> table) {
        return (NavigableMap<K, Optional<V>>)
                overlay.computeIfAbsent(table, t -> new TreeMap<K, Optional<V>>());
    }

    private final class Fresh implements Derivation.Sink {
        @Override
        public <K extends Comparable<? super K>, V> void index(Table<K, V> table, K key, V value) {
            rows(table).put(key, Optional.of(value));
        }

        @Override
        public void count(CounterKey counter, long items, long bytes) {
            add(counter, new Count(items, bytes));
        }
    }

    /// What one version of a row implies.
    private static final class Implied implements Derivation.Sink {
        private final List<Change.Put<?, ?>> index = new ArrayList<>();
        private final Map<CounterKey, Count> counts = new LinkedHashMap<>();

        @Override
        public <K extends Comparable<? super K>, V> void index(Table<K, V> table, K key, V value) {
            index.add(new Change.Put<>(table, key, value));
        }

        @Override
        public void count(CounterKey counter, long items, long bytes) {
            counts.merge(counter, new Count(items, bytes), Count::plus);
        }
    }

    /// The base's rows with the changed ones laid over.
    private static final class Merged<K extends Comparable<? super K>, V> implements Cursor<K, V> {
        private final Cursor<K, V> base;
        private final Iterator<Map.Entry<K, Optional<V>>> changed;
        private Map.@Nullable Entry<K, V> nextBase;
        private Map.@Nullable Entry<K, Optional<V>> nextChanged;
        private Map.@Nullable Entry<K, V> next;

        Merged(Cursor<K, V> base, Map<K, Optional<V>> changed) {
            this.base = base;
            this.changed = new ArrayList<>(changed.entrySet()).iterator();
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
        public void close() {
            base.close();
        }
    }
}
