package org.godwit.store.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.godwit.catalog.Derivation;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Derivations;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.store.schema.CatalogSchema;

/// Writes the rows of one part of a load, and all that follows from them: rows that come in the
/// order of their keys straight to files, others to be sorted. Confined to one thread.
final class PartWriter implements AutoCloseable {
    /// Tables whose keys begin with a file's id, or are its name: files come in both orders at
    /// once.
    private static final Set<Table<?, ?>> IN_ORDER =
            Set.of(Tables.DIDS, Tables.DID_BY_NAME, Tables.REPLICAS, Tables.PARENTS);

    private final TableFiles files;
    private final TableSorters sorters;
    private final Map<Table<?, ?>, TableFiles.Writer> writers = new HashMap<>();
    private final Map<Integer, TableFiles.Writer> byRse = new HashMap<>();
    private final Map<Table<?, ?>, RecordSorter.Input> inputs = new HashMap<>();
    private final Map<Table<?, ?>, List<? extends Derivation.Rule<?, ?>>> rules = new HashMap<>();
    private final Map<CounterKey, Count> counts = new HashMap<>();
    private final Derivation.Sink derived = new Derived();

    PartWriter(TableFiles files, TableSorters sorters) {
        this.files = files;
        this.sorters = sorters;
    }

    /// A primary row that comes behind those of its table before.
    <K extends Comparable<? super K>, V> void put(Table<K, V> table, K key, V value) {
        row(table, key, value);
        derive(table, key, value);
    }

    /// A primary row that comes in any order.
    <K extends Comparable<? super K>, V> void putUnordered(Table<K, V> table, K key, V value) {
        sort(table, key, value);
        derive(table, key, value);
    }

    /// What was counted.
    Map<CounterKey, Count> counts() {
        return counts;
    }

    @SuppressWarnings("unchecked") // kept under the very table whose types they have
    private <K extends Comparable<? super K>, V> void derive(Table<K, V> table, K key, V value) {
        var all =
                (List<Derivation.Rule<K, V>>)
                        rules.computeIfAbsent(table, _ -> Derivations.of(table));
        for (Derivation.Rule<K, V> rule : all) {
            rule.derive(key, value, derived);
        }
    }

    private <K extends Comparable<? super K>, V> void row(Table<K, V> table, K key, V value) {
        if (key instanceof RseDidKey at && table.equals(Tables.REPLICAS_BY_RSE)) {
            write(byRse.computeIfAbsent(at.rse(), _ -> writer(table)), table, key, value);
        } else if (IN_ORDER.contains(table)) {
            write(writers.computeIfAbsent(table, _ -> writer(table)), table, key, value);
        } else {
            sort(table, key, value);
        }
    }

    private <K extends Comparable<? super K>, V> TableFiles.Writer writer(Table<K, V> table) {
        return files.writer(CatalogSchema.of(table));
    }

    private static <K extends Comparable<? super K>, V> void write(
            TableFiles.Writer writer, Table<K, V> table, K key, V value) {
        var family = CatalogSchema.of(table);
        writer.put(family.encodeKey(key), family.encodeValue(value));
    }

    private <K extends Comparable<? super K>, V> void sort(Table<K, V> table, K key, V value) {
        var family = CatalogSchema.of(table);
        byte[] record = TableSorters.record(family.encodeKey(key), family.encodeValue(value));
        try {
            inputs.computeIfAbsent(table, _ -> sorters.of(table).input())
                    .add(record, record.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the files of this part.
    void finish() throws IOException {
        writers.values().forEach(TableFiles.Writer::finish);
        byRse.values().forEach(TableFiles.Writer::finish);
        for (RecordSorter.Input input : inputs.values()) {
            input.close();
        }
        writers.clear();
        byRse.clear();
        inputs.clear();
    }

    /// Gives up what is not finished.
    @Override
    public void close() {
        writers.values().forEach(TableFiles.Writer::close);
        byRse.values().forEach(TableFiles.Writer::close);
    }

    private final class Derived implements Derivation.Sink {
        @Override
        public <K extends Comparable<? super K>, V> void index(Table<K, V> table, K key, V value) {
            row(table, key, value);
        }

        @Override
        public void count(CounterKey counter, long items, long bytes) {
            counts.merge(counter, new Count(items, bytes), Count::plus);
        }
    }
}
