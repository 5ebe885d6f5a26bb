package org.godwit.report;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.BinKey;
import org.godwit.catalog.schema.BinRow;
import org.godwit.catalog.schema.CompletionKey;
import org.godwit.catalog.schema.CompletionRow;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.message.FromAgent;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;
import org.godwit.model.Link;

/// Throughput by link and period, from what agents wrote in bins of 10 s and from how transfers
/// ended. Both tables sort by time, so one pass over each makes the rows, and memory grows with the
/// links, not with the length of the report.
public final class ThroughputReport {
    /// How the figures come about, for people.
    public static final String METHOD =
            "Rates: bytes that agents wrote to disk, counted in bins of 10 s (UTC), failed attempts"
                    + " included; busy: bins in which something was written. Files and bytes:"
                    + " transfers whose checksum was verified, at the time they ended. Success by"
                    + " bytes: bytes moved by attempts that succeeded over those of all attempts"
                    + " that ended. Limited by: the stage that kept an attempt from being faster,"
                    + " by the bytes of the attempts that ended. Decimal units.";

    private static final int BIN = FromAgent.Bin.SECONDS;

    private final CatalogView view;
    private final ThroughputQuery query;

    private ThroughputReport(CatalogView view, ThroughputQuery query) {
        this.view = view;
        this.query = query;
    }

    /// Hands out the rows by period, then by link; links on which nothing happened have none.
    public static void write(
            CatalogView view, ThroughputQuery query, Consumer<ThroughputRow> rows) {
        new ThroughputReport(view, query).run(rows);
    }

    private void run(Consumer<ThroughputRow> rows) {
        try (Cursor<BinKey, BinRow> bins =
                        view.scan(Tables.BINS, firstBin(query.begin()), firstBin(query.end()));
                Cursor<CompletionKey, CompletionRow> ends =
                        view.scan(
                                Tables.COMPLETIONS,
                                firstEnd(query.begin()),
                                firstEnd(query.end()))) {
            Peek<BinKey, BinRow> nextBin = new Peek<>(bins);
            Peek<CompletionKey, CompletionRow> nextEnd = new Peek<>(ends);
            while (nextBin.row().isPresent() || nextEnd.row().isPresent()) {
                long start =
                        Math.min(
                                nextBin.row()
                                        .map(row -> row.getKey().start())
                                        .orElse(Long.MAX_VALUE),
                                nextEnd.row()
                                        .map(row -> row.getKey().start())
                                        .orElse(Long.MAX_VALUE));
                long from = start - Math.floorMod(start - query.begin(), query.period());
                period(from, Math.min(from + query.period(), query.end()), nextBin, nextEnd)
                        .forEach(rows);
            }
        }
    }

    private List<ThroughputRow> period(
            long from,
            long to,
            Peek<BinKey, BinRow> bins,
            Peek<CompletionKey, CompletionRow> ends) {
        Map<Link, Sums> links = new TreeMap<>();
        for (var row = bins.row(); row.isPresent(); row = bins.next()) {
            BinKey key = row.get().getKey();
            if (key.start() >= to) {
                break;
            }
            if (wanted(key.source(), key.destination(), key.activity())) {
                links.computeIfAbsent(new Link(key.source(), key.destination()), l -> new Sums())
                        .bin(key.start(), row.get().getValue().bytes());
            }
        }
        for (var row = ends.row(); row.isPresent(); row = ends.next()) {
            CompletionKey key = row.get().getKey();
            if (key.start() >= to) {
                break;
            }
            if (wanted(key.source(), key.destination(), key.activity())) {
                links.computeIfAbsent(new Link(key.source(), key.destination()), l -> new Sums())
                        .ended(row.get().getValue());
            }
        }
        return links.entrySet().stream()
                .map(entry ->
                        entry.getValue()
                                .row(
                                        from,
                                        to,
                                        site(entry.getKey().source()),
                                        site(entry.getKey().destination())))
                .toList();
    }

    private boolean wanted(int source, int destination, String activity) {
        return query.link().filter(link -> !link.equals(new Link(source, destination))).isEmpty()
                && query.activity().filter(name -> !name.equals(activity)).isEmpty();
    }

    private String site(int id) {
        return view.get(Tables.SITES, id).map(SiteRow::name).orElse("?");
    }

    private static BinKey firstBin(long start) {
        return new BinKey(start, 0, 0, "", "", 0);
    }

    private static CompletionKey firstEnd(long start) {
        return new CompletionKey(start, 0, 0, "");
    }

    /// A cursor that shows its next row before it is taken.
    private static final class Peek<K, V> {
        private final Cursor<K, V> rows;
        private Optional<Map.Entry<K, V>> row = Optional.empty();

        Peek(Cursor<K, V> rows) {
            this.rows = rows;
            next();
        }

        Optional<Map.Entry<K, V>> row() {
            return row;
        }

        Optional<Map.Entry<K, V>> next() {
            row = rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
            return row;
        }
    }

    /// What one link carried in one period. Bins come in order of time.
    private static final class Sums {
        private static final int BINS_PER_MINUTE = 60 / BIN;

        private final long[] minute = new long[BINS_PER_MINUTE];
        private final Map<FailureClass, Long> failures = new EnumMap<>(FailureClass.class);
        private final Map<Bottleneck, Long> limited = new EnumMap<>(Bottleneck.class);
        private long current = Long.MIN_VALUE;
        private long written;
        private long busy;
        private long peak10;
        private long peak60;
        private long files;
        private long bytes;
        private long moved;
        private long failed;

        void bin(long start, long amount) {
            if (amount == 0) {
                return;
            }
            if (start != current) {
                // Bins between the last one and this one were empty; a minute later all are.
                long steps = current == Long.MIN_VALUE ? BINS_PER_MINUTE : (start - current) / BIN;
                for (long i = Math.min(steps, BINS_PER_MINUTE) - 1; i >= 0; i--) {
                    minute[slot(start - i * BIN)] = 0;
                }
                current = start;
                busy += BIN;
            }
            int slot = slot(start);
            minute[slot] += amount;
            written += amount;
            peak10 = Math.max(peak10, minute[slot]);
            long sum = 0;
            for (long part : minute) {
                sum += part;
            }
            peak60 = Math.max(peak60, sum);
        }

        private static int slot(long start) {
            return Math.toIntExact(Math.floorMod(start / BIN, (long) BINS_PER_MINUTE));
        }

        void ended(CompletionRow row) {
            files += row.files();
            bytes += row.bytes();
            moved += row.bytesMoved();
            failed += row.bytesFailed();
            row.failures().forEach((cause, n) -> failures.merge(cause, n, Long::sum));
            row.limited().forEach((stage, n) -> limited.merge(stage, n, Long::sum));
        }

        ThroughputRow row(long from, long to, String source, String destination) {
            return new ThroughputRow(
                    Instant.ofEpochSecond(from),
                    Instant.ofEpochSecond(to),
                    source,
                    destination,
                    files,
                    bytes,
                    written,
                    busy,
                    peak10,
                    peak60,
                    moved,
                    failed,
                    failures,
                    limited);
        }
    }
}
