package org.godwit.store.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.catalog.Table;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.store.schema.CatalogSchema;

/// Writes the files of a load by several threads: each takes a range of the names, then a table at
/// a time of those that must be sorted again. Confined to one thread.
final class PartRuns {
    /// Files between two words of progress.
    private static final int PROGRESS_FILES = 100_000;

    private final RecordSorter names;
    private final TableFiles files;
    private final TableSorters sorters;
    private final NewRows rows;
    private final int threads;
    private final Progress progress;
    private final Map<CounterKey, Count> counts = new TreeMap<>();
    private final AtomicLong written = new AtomicLong();
    private long filesTotal;
    private long replicas;
    private long bytes;
    private long lastId;

    PartRuns(
            RecordSorter names,
            TableFiles files,
            TableSorters sorters,
            NewRows rows,
            int threads,
            Progress progress) {
        this.names = names;
        this.files = files;
        this.sorters = sorters;
        this.rows = rows;
        this.threads = threads;
        this.progress = progress;
    }

    /// What a part has written.
    private record Written(
            long files, long replicas, long bytes, long lastId, Map<CounterKey, Count> counts) {}

    /// Writes all rows of DIDs, in the order of their names.
    ///
    /// @param firstId that a file may have
    void byName(long firstId) throws IOException, InterruptedException {
        List<byte[]> cuts = names.cuts(threads, LoadRecord::keyLength);
        List<Callable<Written>> parts = new ArrayList<>();
        for (int i = 0; i < cuts.size(); i++) {
            byte[] from = cuts.get(i);
            byte[] to = i + 1 < cuts.size() ? cuts.get(i + 1) : new byte[0];
            // Bounds from above leave gaps between the parts' ids, which cost nothing.
            long first = firstId + names.recordsBelowAtMost(from, i);
            parts.add(() -> part(from, to, first));
        }
        lastId = firstId - 1;
        for (Written part : run(parts)) {
            filesTotal += part.files();
            replicas += part.replicas();
            bytes += part.bytes();
            lastId = Math.max(lastId, part.lastId());
            part.counts().forEach((key, count) -> counts.merge(key, count, Count::plus));
        }
        names.close();
    }

    private Written part(byte[] from, byte[] to, long firstId) throws IOException {
        long id = firstId;
        long partReplicas = 0;
        long partBytes = 0;
        try (MergedRuns records = names.from(from);
                PartWriter out = new PartWriter(files, sorters)) {
            List<LoadRecord> sameName = new ArrayList<>();
            Optional<LoadRecord> next = read(records, to);
            while (next.isPresent()) {
                LoadRecord first = next.get();
                sameName.clear();
                while (next.filter(same -> same.name().equals(first.name())).isPresent()) {
                    sameName.add(next.get());
                    records.next();
                    next = read(records, to);
                }
                int places = rows.write(sameName, id, out);
                if (first.isFile()) {
                    id++;
                    partReplicas += places;
                    partBytes += places * first.bytes();
                    if (written.incrementAndGet() % PROGRESS_FILES == 0) {
                        progress.at("files", written.get());
                    }
                }
            }
            out.finish();
            return new Written(id - firstId, partReplicas, partBytes, id - 1, out.counts());
        }
    }

    private static Optional<LoadRecord> read(MergedRuns records, byte[] to) {
        return records.isValid() && records.isBelow(to)
                ? Optional.of(LoadRecord.read(records.record(), records.length()))
                : Optional.empty();
    }

    /// Writes the tables whose rows came in another order.
    void sortedTables() throws IOException, InterruptedException {
        for (Map.Entry<Table<?, ?>, RecordSorter> entry : sorters.all().entrySet()) {
            RecordSorter sorter = entry.getValue();
            List<byte[]> cuts = sorter.cuts(threads, TableSorters::keyLength);
            List<Callable<Long>> parts = new ArrayList<>();
            for (int i = 0; i < cuts.size(); i++) {
                byte[] from = cuts.get(i);
                byte[] to = i + 1 < cuts.size() ? cuts.get(i + 1) : new byte[0];
                parts.add(() -> rows(sorter, entry.getKey(), from, to));
            }
            progress.at(
                    entry.getKey().name(), run(parts).stream().mapToLong(Long::longValue).sum());
            sorter.close();
        }
    }

    private long rows(RecordSorter sorter, Table<?, ?> table, byte[] from, byte[] to)
            throws IOException {
        try (MergedRuns rows = sorter.from(from);
                TableFiles.Writer writer = files.writer(CatalogSchema.of(table))) {
            long count = 0;
            for (; rows.isValid() && rows.isBelow(to); rows.next()) {
                byte[] record = rows.record();
                int keyLength = TableSorters.keyLength(record, rows.length());
                writer.put(
                        Arrays.copyOf(record, keyLength),
                        Arrays.copyOfRange(record, keyLength, rows.length() - Short.BYTES));
                count++;
            }
            writer.finish();
            return count;
        }
    }

    private <T> List<T> run(List<Callable<T>> tasks) throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case UncheckedIOException io -> throw io.getCause();
                case RuntimeException refusal -> throw refusal;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    Map<CounterKey, Count> counts() {
        return counts;
    }

    long files() {
        return filesTotal;
    }

    long replicas() {
        return replicas;
    }

    long bytes() {
        return bytes;
    }

    /// The highest id given.
    long lastId() {
        return lastId;
    }
}
