package org.godwit.store.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.ScopeRow;
import org.godwit.catalog.schema.Sequences;
import org.godwit.catalog.schema.Tables;
import org.godwit.namespace.Accounts;
import org.godwit.runtime.EngineClock;
import org.godwit.store.RocksCatalog;

/// A first load: files, their replicas and their datasets, all of them new, into a catalogue whose
/// engine is stopped.
///
/// The lines are sorted by name outside of the database; ids follow the names. Rows and what
/// follows from them ([org.godwit.catalog.schema.Derivations]) are written to sorted files, which
/// one change set brings in: all or nothing, whenever the process dies. What is left in the
/// directory of an unfinished load is removed at the next start of anything on that catalogue.
///
/// Memory does not depend on the number of files; disk: about 60 bytes a file for sorting, besides
/// the result. Inputs belong to one thread each, the rest to the thread that made it.
public final class CatalogLoad implements AutoCloseable {
    private static final int BUFFER_BYTES = 96 << 20;

    /// About what the least line takes.
    private static final int RECORD_BYTES = 64;

    private final RocksCatalog catalog;
    private final int threads;
    private final EngineClock clock;
    private final CatalogView view;
    private final int account;
    private final NewDatasets datasets = new NewDatasets();
    private final RecordSorter names;
    private final TableSorters sorters;
    private final TableFiles files;

    /// Begins a load.
    ///
    /// @param account that files, datasets and replicas belong to
    /// @param threads that write files at the end
    public CatalogLoad(RocksCatalog catalog, String account, int threads, EngineClock clock) {
        this.catalog = catalog;
        this.threads = threads;
        this.clock = clock;
        view = catalog.latest();
        this.account = Accounts.id(view, account);
        Path incoming = catalog.store().newIncoming();
        names = new RecordSorter(incoming, "names", BUFFER_BYTES, RECORD_BYTES);
        sorters = new TableSorters(incoming);
        files = new TableFiles(catalog.store());
    }

    /// Where one thread puts its lines.
    public Intake intake() {
        return new Intake(catalog.snapshot(), datasets, names.input());
    }

    /// Brings in what the intakes have, all of which must be closed. Durable when it returns; on an
    /// error nothing was changed.
    public LoadSummary finish(Progress progress) throws IOException, InterruptedException {
        List<Map.Entry<NameKey, Integer>> byName = datasets.byName();
        long firstId = view.get(Tables.SEQUENCES, Sequences.DIDS).orElse(0L) + 1;
        long[] datasetIds = new long[byName.size()];
        try (RecordSorter.Input input = names.input()) {
            ByteBuffer buffer = ByteBuffer.allocate(LoadRecord.BYTES_MAX);
            for (int i = 0; i < byName.size(); i++) {
                int number = byName.get(i).getValue();
                datasetIds[number] = firstId + i;
                new LoadRecord(
                                byName.get(i).getKey(),
                                false,
                                0,
                                0,
                                number,
                                List.of(),
                                Optional.empty())
                        .write(buffer.clear());
                input.add(buffer.array(), buffer.position());
            }
        }
        NewRows rows =
                new NewRows(
                        datasetIds,
                        scopes(),
                        account,
                        catalog.lastIndex() + 1,
                        clock.now(),
                        hasSubscriptions());
        PartRuns parts = new PartRuns(names, files, sorters, rows, threads, progress);
        parts.byName(firstId + datasetIds.length);
        parts.sortedTables();
        commit(parts, rows.createdAt());
        return new LoadSummary(
                parts.files(),
                parts.replicas(),
                byName.size(),
                parts.bytes(),
                files.finished().size());
    }

    private boolean hasSubscriptions() {
        try (var rows = view.scanAll(Tables.SUBSCRIPTIONS)) {
            return rows.hasNext();
        }
    }

    private Map<Integer, String> scopes() {
        Map<Integer, String> scopes = new HashMap<>();
        try (var rows = view.scanAll(Tables.SCOPES)) {
            while (rows.hasNext()) {
                Map.Entry<Integer, ScopeRow> row = rows.next();
                scopes.put(row.getKey(), row.getValue().name());
            }
        }
        return scopes;
    }

    private void commit(PartRuns parts, Instant now) {
        List<Change<?, ?>> changes = new ArrayList<>();
        changes.add(new Change.Put<>(Tables.SEQUENCES, Sequences.DIDS, parts.lastId()));
        for (Map.Entry<CounterKey, Count> entry : parts.counts().entrySet()) {
            Count before = view.get(Tables.COUNTERS, entry.getKey()).orElse(Count.ZERO);
            changes.add(
                    new Change.Put<>(
                            Tables.COUNTERS, entry.getKey(), before.plus(entry.getValue())));
        }
        catalog.apply(
                        new ChangeSet(
                                catalog.lastIndex() + 1,
                                catalog.lastEpoch(),
                                Tables.SCHEMA_VERSION,
                                now,
                                changes,
                                files.finished()))
                .join();
    }

    /// Gives up what is not finished.
    @Override
    public void close() throws IOException {
        names.close();
        sorters.close();
    }
}
