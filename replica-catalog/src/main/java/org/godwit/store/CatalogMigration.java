package org.godwit.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Derivation;
import org.godwit.catalog.Table;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Derivations;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Did;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.rocks.CatalogOptions;
import org.godwit.store.rocks.RocksStore;
import org.godwit.store.rocks.StoredSchema;
import org.godwit.store.schema.CatalogHead;
import org.godwit.topology.StoragePath;

/// Brings a catalogue of schema version 2 to version 3: makes the rows of the tables and counters
/// that version 2 did not have, and drops the paths of replicas that follow from their names.
///
/// Rows are only ever put, each a function of rows that stay, and the version changes in the last
/// batch alone: a migration that ends at any instruction is done again from the start, with the
/// same result. Before the first row a checkpoint is made beside the catalogue, which the program
/// that wrote it can open. The engine must be stopped. Memory grows with the number of counters
/// only.
public final class CatalogMigration {
    private static final int FROM = 2;
    private static final int ROWS_PER_BATCH = 10_000;
    private static final int PROGRESS_EVERY_ROWS = 10_000;

    /// The last table of version 2 in each list of [Tables]; those behind are new.
    private static final Table<?, ?> LAST_PRIMARY = Tables.COMPLETIONS;

    private static final Table<?, ?> LAST_DERIVED = Tables.COUNTERS;
    private static final CounterKey.Kind LAST_COUNTER = CounterKey.Kind.LINK_REQUESTS;

    private static final List<Table<?, ?>> OLD_SOURCES =
            Tables.PRIMARY.subList(0, Tables.PRIMARY.indexOf(LAST_PRIMARY) + 1);

    private static final List<Table<?, ?>> NEW_INDEXES =
            Tables.DERIVED.subList(Tables.DERIVED.indexOf(LAST_DERIVED) + 1, Tables.DERIVED.size());

    private final RocksStore store;
    private final CatalogView view;
    private final CatalogHead head;
    private final Progress progress;
    private final List<Change<?, ?>> batch = new ArrayList<>();
    private final Map<CounterKey, Count> counts = new HashMap<>();
    private long written;

    private CatalogMigration(
            RocksStore store, CatalogView view, CatalogHead head, Progress progress) {
        this.store = store;
        this.view = view;
        this.head = head;
        this.progress = progress;
    }

    /// What was done.
    ///
    /// @param rows written
    /// @param checkpoint the catalogue as it was
    public record Outcome(int from, int to, long rows, Path checkpoint) {}

    /// Opens a catalogue, and migrates it first if it has an earlier version.
    public static RocksCatalog open(Path directory, CatalogOptions options, Progress progress) {
        // The head is read twice only where there is something to migrate.
        try {
            return RocksCatalog.open(directory, options);
        } catch (EngineException e) {
            if (e.code() != ErrorCode.UNSUPPORTED_OPERATION
                    || migrate(directory, options, progress).isEmpty()) {
                throw e;
            }
            return RocksCatalog.open(directory, options);
        }
    }

    /// Migrates a catalogue; empty if there is nothing to do. A version that cannot be migrated is
    /// [ErrorCode#UNSUPPORTED_OPERATION].
    public static Optional<Outcome> migrate(
            Path directory, CatalogOptions options, Progress progress) {
        Optional<CatalogHead> stored = StoredSchema.head(directory);
        if (stored.isEmpty() || stored.get().schemaVersion() >= Tables.SCHEMA_VERSION) {
            return Optional.empty();
        }
        CatalogHead head = stored.get();
        if (head.schemaVersion() != FROM) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "the catalogue in "
                            + directory
                            + " has schema version "
                            + head.schemaVersion()
                            + ", which was never released: it cannot be migrated");
        }
        try (AcknowledgedMark mark = AcknowledgedMark.open(directory)) {
            RocksCatalog.requireComplete(directory, mark, head);
        }
        Path checkpoint = checkpoint(directory);
        try (RocksStore store = RocksStore.openAnyVersion(directory, options);
                var snapshot = store.snapshot()) {
            CatalogMigration migration = new CatalogMigration(store, snapshot, head, progress);
            migration.run();
            return Optional.of(
                    new Outcome(FROM, Tables.SCHEMA_VERSION, migration.written, checkpoint));
        }
    }

    /// One that an earlier run made is the right one: that run had not changed anything before.
    private static Path checkpoint(Path directory) {
        Path whole = directory.toAbsolutePath().normalize();
        Path copy =
                whole.resolveSibling(
                        whole.getFileName() + ".before-schema-" + Tables.SCHEMA_VERSION);
        if (!Files.exists(copy) && !StoredSchema.hasTablesOfNow(directory)) {
            StoredSchema.checkpoint(directory, copy);
        }
        return copy;
    }

    private void run() {
        OLD_SOURCES.forEach(this::derive);
        replicas();
        counts.forEach((key, count) -> put(Tables.COUNTERS, key, count));
        flush(head);
        // The rows must not be lost where the version is not.
        store.syncLog();
        flush(new CatalogHead(head.index(), head.epoch(), Tables.SCHEMA_VERSION, head.time()));
        store.syncLog();
    }

    private <K extends Comparable<? super K>, V> void derive(Table<K, V> table) {
        List<Derivation.Rule<K, V>> rules = Derivations.of(table);
        if (rules.isEmpty() || table.equals(Tables.REPLICAS)) {
            return;
        }
        long rows = 0;
        try (Cursor<K, V> cursor = view.scanAll(table)) {
            while (cursor.hasNext()) {
                Map.Entry<K, V> row = cursor.next();
                rules.forEach(rule -> rule.derive(row.getKey(), row.getValue(), new NewRows()));
                tell(table, ++rows);
            }
        }
        progress.at(table.name(), rows);
    }

    /// Both tables sort by the file, so that its name is read once, on the way.
    private void replicas() {
        long rows = 0;
        try (Cursor<ReplicaKey, ReplicaRow> replicas = view.scanAll(Tables.REPLICAS);
                Cursor<Long, DidRow> files = view.scanAll(Tables.DIDS)) {
            Optional<Map.Entry<Long, DidRow>> file = Optional.empty();
            while (replicas.hasNext()) {
                Map.Entry<ReplicaKey, ReplicaRow> replica = replicas.next();
                long did = replica.getKey().did();
                while (files.hasNext() && file.map(at -> at.getKey() < did).orElse(true)) {
                    file = Optional.of(files.next());
                }
                replica(
                        replica.getKey(),
                        replica.getValue(),
                        file.filter(at -> at.getKey() == did).map(Map.Entry::getValue));
                tell(Tables.REPLICAS, ++rows);
            }
        }
        progress.at(Tables.REPLICAS.name(), rows);
    }

    private void replica(ReplicaKey key, ReplicaRow row, Optional<DidRow> file) {
        Optional<String> stored =
                row.path()
                        .flatMap(path ->
                                file.map(this::name)
                                        .map(name -> StoragePath.stored(name, path))
                                        .orElse(row.path()));
        ReplicaRow shorter = row.withPath(stored);
        if (!shorter.equals(row)) {
            put(Tables.REPLICAS, key, shorter);
        }
        Derivations.of(Tables.REPLICAS).forEach(rule -> rule.derive(key, shorter, new NewRows()));
    }

    private Did name(DidRow file) {
        return new Did(view.get(Tables.SCOPES, file.scope()).orElseThrow().name(), file.name());
    }

    private void tell(Table<?, ?> table, long rows) {
        if (rows % PROGRESS_EVERY_ROWS == 0) {
            progress.at(table.name(), rows);
        }
    }

    private <K extends Comparable<? super K>, V> void put(Table<K, V> table, K key, V value) {
        batch.add(new Change.Put<>(table, key, value));
        if (batch.size() == ROWS_PER_BATCH) {
            flush(head);
        }
    }

    private void flush(CatalogHead after) {
        store.write(batch, after);
        written += batch.size();
        batch.clear();
    }

    /// Takes what a row implies in tables that version 2 did not have.
    private final class NewRows implements Derivation.Sink {
        @Override
        public <K extends Comparable<? super K>, V> void index(Table<K, V> table, K key, V value) {
            if (NEW_INDEXES.contains(table)) {
                put(table, key, value);
            }
        }

        @Override
        public void count(CounterKey counter, long items, long bytes) {
            if (counter.kind().compareTo(LAST_COUNTER) > 0) {
                counts.merge(counter, new Count(items, bytes), Count::plus);
            }
        }
    }
}
