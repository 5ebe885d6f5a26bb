package org.godwit.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;
import org.godwit.catalog.Snapshot;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes a throughput report for each period that has ended into a directory, as text and as CSV.
/// A file's name says its period: one that exists is not written again, and periods that passed
/// while the engine was down are made up for. A file appears whole or not at all. Confined to its
/// own thread between [#start] and [#close].
public final class ReportSchedule implements AutoCloseable {
    /// Agents tell of a bin some seconds after it has ended.
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(60);

    /// Periods made up for after a downtime.
    private static final int CATCH_UP_MAX = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ReportSchedule.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path directory;
    private final Duration period;
    private final Duration row;
    private final Supplier<Snapshot> snapshots;
    private final EngineClock clock;
    private final Thread thread;

    /// @param period that a report covers, from 1970 on: an hour's reports begin at full hours
    /// @param row length of a row
    /// @param snapshots durable ones, which this closes
    public ReportSchedule(
            Path directory,
            Duration period,
            Duration row,
            Supplier<Snapshot> snapshots,
            EngineClock clock) {
        this.directory = directory;
        this.period = period;
        this.row = row;
        this.snapshots = snapshots;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("reports").unstarted(this::run);
    }

    /// Begins to write; what is missing is written at once.
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                try {
                    writeMissing();
                } catch (IOException | RuntimeException e) {
                    LOG.warn("reports in {} cannot be written: {}", directory, e.toString());
                }
                Instant next = lastEnd(clock.now()).plus(period).plus(SETTLED_AFTER);
                clock.sleep(Duration.between(clock.now(), next).plusMillis(1));
            }
        } catch (InterruptedException e) {
            LOG.debug("no more reports");
        }
    }

    /// Writes the reports of the last periods that are not there. Answers how many. Without a
    /// report from before, only the last period's.
    int writeMissing() throws IOException {
        Files.createDirectories(directory);
        Instant end = lastEnd(clock.now());
        int missing = 0;
        while (missing < CATCH_UP_MAX && !Files.exists(file(back(end, missing + 1), "csv"))) {
            missing++;
        }
        int due = missing == CATCH_UP_MAX ? dueWithoutARecentReport() : missing;
        for (int i = due; i >= 1; i--) {
            write(back(end, i));
        }
        return due;
    }

    /// After a longer downtime the last periods are made up for, at the very first start one is.
    private int dueWithoutARecentReport() throws IOException {
        try (var files = Files.list(directory)) {
            boolean before = files.anyMatch(file -> file.toString().endsWith(".csv"));
            return before ? CATCH_UP_MAX : 1;
        }
    }

    private Instant back(Instant end, int periods) {
        return end.minus(period.multipliedBy(periods));
    }

    private Instant lastEnd(Instant now) {
        long seconds = now.minus(SETTLED_AFTER).getEpochSecond();
        return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, period.toSeconds()));
    }

    private Path file(Instant from, String kind) {
        return directory.resolve(
                "throughput-" + STAMP.format(from) + "-" + period.toSeconds() + "s." + kind);
    }

    /// The table first: who sees the CSV knows that both are there.
    private void write(Instant from) throws IOException {
        Instant to = from.plus(period);
        ThroughputQuery query =
                ThroughputQuery.of(from, to, Optional.of(row), Optional.empty(), Optional.empty());
        Path text = file(from, "txt");
        Path csv = file(from, "csv");
        Path textPart = directory.resolve(text.getFileName() + ".part");
        Path csvPart = directory.resolve(csv.getFileName() + ".part");
        try (Snapshot snapshot = snapshots.get();
                BufferedWriter table = Files.newBufferedWriter(textPart, StandardCharsets.UTF_8);
                BufferedWriter rows = Files.newBufferedWriter(csvPart, StandardCharsets.UTF_8)) {
            line(table, "Throughput from " + from + " to " + to);
            line(table, ThroughputReport.METHOD);
            line(table, "");
            line(table, ReportText.heading());
            line(rows, ReportText.csvHeading());
            ThroughputReport.write(
                    snapshot,
                    query,
                    found -> {
                        line(table, ReportText.line(found));
                        line(rows, ReportText.csv(found));
                    });
        }
        Files.move(textPart, text, StandardCopyOption.ATOMIC_MOVE);
        Files.move(csvPart, csv, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void line(BufferedWriter out, String text) {
        try {
            out.write(text);
            out.write('\n');
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Stops after the report under way, if any.
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
