package org.godwit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.BinKey;
import org.godwit.catalog.schema.BinRow;
import org.godwit.catalog.schema.CompletionKey;
import org.godwit.catalog.schema.CompletionRow;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Bottleneck;
import org.godwit.model.Epoch;
import org.godwit.model.FailureClass;
import org.godwit.model.Link;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ThroughputReportTest {
    private static final Instant START = Instant.parse("2026-11-23T07:00:00Z");
    private static final long BEGIN = START.getEpochSecond();

    private final MemoryCatalog catalog = new MemoryCatalog();
    private final Transaction changes = new Transaction(catalog.latest());

    @BeforeEach
    void sites() {
        changes.put(Tables.SITES, 1, new SiteRow("UK", "GB", START));
        changes.put(Tables.SITES, 2, new SiteRow("FR", "FR", START));
    }

    private void bin(long second, int source, int destination, String agent, long bytes) {
        changes.put(
                Tables.BINS,
                new BinKey(BEGIN + second, source, destination, "Production", agent, 1),
                new BinRow(bytes));
    }

    private void ended(long second, String activity, CompletionRow row) {
        changes.put(Tables.COMPLETIONS, new CompletionKey(BEGIN + second, 1, 2, activity), row);
    }

    private List<ThroughputRow> report(
            Instant from, Instant to, Optional<Duration> period, Optional<String> activity) {
        List<ThroughputRow> rows = new ArrayList<>();
        ThroughputReport.write(
                changes,
                ThroughputQuery.of(from, to, period, Optional.empty(), activity),
                rows::add);
        return rows;
    }

    @Test
    void countsBytesOverAllTimeAndOverBusyTimeAndFindsPeaks() {
        bin(0, 1, 2, "fr-1", 1_000);
        bin(0, 1, 2, "fr-2", 500);
        bin(10, 1, 2, "fr-1", 2_000);
        bin(70, 1, 2, "fr-1", 1_800); // more than a minute after the first, less after the second
        ended(
                10,
                "Production",
                new CompletionRow(
                        3, 4_900, 4_000, 1_000, Map.of(FailureClass.NETWORK, 1L), Map.of()));
        List<ThroughputRow> rows =
                report(START, START.plusSeconds(100), Optional.empty(), Optional.empty());
        assertThat(rows).hasSize(1);
        ThroughputRow row = rows.getFirst();
        assertThat(row.link()).isEqualTo("UK:FR");
        assertThat(row.bytesWritten()).isEqualTo(5_300);
        assertThat(row.mean()).isEqualTo(53.0);
        assertThat(row.busyMean()).isCloseTo(5_300 / 30.0, within(1e-9));
        assertThat(row.busyFraction()).isEqualTo(0.3);
        assertThat(row.peak10Rate()).isEqualTo(200.0);
        assertThat(row.peak60Rate()).isCloseTo(3_500 / 60.0, within(1e-9));
        assertThat(row.files()).isEqualTo(3);
        assertThat(row.bytes()).isEqualTo(4_900);
        assertThat(row.successByFiles()).contains(0.75);
        assertThat(row.successByBytes()).contains(0.8);
        assertThat(row.failureText()).isEqualTo("NETWORK 1");
    }

    @Test
    void givesARowForEachPeriodAndLinkWhereSomethingHappened() {
        bin(0, 1, 2, "fr-1", 10);
        bin(50, 2, 1, "uk-1", 10);
        bin(60, 1, 2, "fr-1", 10);
        bin(300, 1, 2, "fr-1", 10);
        assertThat(
                        report(
                                START,
                                START.plusSeconds(310),
                                Optional.of(Duration.ofSeconds(60)),
                                Optional.empty()))
                .extracting(row ->
                        (row.from().getEpochSecond() - BEGIN)
                                + " "
                                + row.link()
                                + " "
                                + row.seconds())
                .containsExactly("0 UK:FR 60", "0 FR:UK 60", "60 UK:FR 60", "300 UK:FR 10");
    }

    @Test
    void looksAtOneActivityOrLinkOnly() {
        bin(0, 1, 2, "fr-1", 10);
        ended(0, "Express", new CompletionRow(1, 7, 7, 0, Map.of(), Map.of()));
        assertThat(report(START, START.plusSeconds(60), Optional.empty(), Optional.of("Express")))
                .extracting(ThroughputRow::bytes, ThroughputRow::bytesWritten)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(7L, 0L));
        List<ThroughputRow> rows = new ArrayList<>();
        ThroughputReport.write(
                changes,
                ThroughputQuery.of(
                        START,
                        START.plusSeconds(60),
                        Optional.empty(),
                        Optional.of(new Link(2, 1)),
                        Optional.empty()),
                rows::add);
        assertThat(rows).isEmpty();
    }

    @Test
    void saysWhatLimitedTheBytesThatCrossedTheLink() {
        Map<FailureClass, Long> none = Map.of();
        ended(
                0,
                "Express",
                new CompletionRow(
                        2,
                        900,
                        700,
                        0,
                        none,
                        Map.of(Bottleneck.LINK, 400L, Bottleneck.WINDOW, 300L)));
        ended(
                30,
                "Production",
                new CompletionRow(
                        1,
                        300,
                        220,
                        180,
                        none,
                        Map.of(
                                Bottleneck.LINK,
                                220L,
                                Bottleneck.SOURCE_DISK,
                                79L,
                                Bottleneck.LOSS,
                                1L)));

        ThroughputRow row =
                report(START, START.plusSeconds(60), Optional.empty(), Optional.empty()).getFirst();

        assertThat(row.limitText()).isEqualTo("link 62 %, window 30 %, source disk 8 %, loss <1 %");
        assertThat(row.limitUnknown()).isEqualTo(100);
        assertThat(ReportText.line(row)).endsWith(row.limitText());
        assertThat(ReportText.csvHeading().split(","))
                .hasSameSizeAs(ReportText.csv(row).split(",", -1))
                .endsWith("limited_by_destination_disk_bytes", "limited_by_unknown_bytes");
        assertThat(ReportText.csv(row)).endsWith(",\"\",0,79,0,300,0,1,620,0,0,100");
    }

    @Test
    void whatIsNotKnownIsNotSaid() {
        ended(0, "Express", new CompletionRow(1, 7, 7, 0, Map.of(), Map.of()));

        ThroughputRow row =
                report(START, START.plusSeconds(60), Optional.empty(), Optional.empty()).getFirst();

        assertThat(row.limitText()).isEmpty();
        assertThat(row.limitUnknown()).isEqualTo(7);
    }

    @Test
    void widensTheRangeToWholeBinsWithoutAddingARow() {
        bin(0, 1, 2, "fr-1", 10);
        bin(60, 1, 2, "fr-1", 10);
        assertThat(
                        report(
                                START.plusMillis(5_300),
                                START.plusMillis(65_900),
                                Optional.of(Duration.ofSeconds(60)),
                                Optional.empty()))
                .extracting(ThroughputRow::bytesWritten)
                .containsExactly(20L);
        assertThatThrownBy(() -> report(START, START, Optional.empty(), Optional.empty()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("covers nothing");
    }

    @Test
    void writesEachPeriodOnceAndMakesUpForADowntime(@TempDir Path directory) throws IOException {
        bin(10, 1, 2, "fr-1", 10_000);
        catalog.apply(
                        new ChangeSet(
                                1,
                                new Epoch(1, 1),
                                Tables.SCHEMA_VERSION,
                                START,
                                changes.changes()))
                .join();
        ManualClock clock = new ManualClock(START.plus(Duration.ofMinutes(62)));
        ReportSchedule schedule =
                new ReportSchedule(
                        directory,
                        Duration.ofHours(1),
                        Duration.ofMinutes(10),
                        catalog::snapshot,
                        clock);
        assertThat(schedule.writeMissing()).isEqualTo(1);
        Path text = directory.resolve("throughput-20261123T070000Z-3600s.txt");
        assertThat(Files.readString(text)).contains("UK:FR", "1.0 kB/s", ThroughputReport.METHOD);
        assertThat(directory.resolve("throughput-20261123T070000Z-3600s.csv"))
                .content()
                .contains("UK,FR,0,0,10000,");
        assertThat(schedule.writeMissing()).isZero();
        clock.advance(Duration.ofHours(3));
        assertThat(schedule.writeMissing()).isEqualTo(3);
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(8)
                    .noneMatch(name -> name.endsWith(".part"));
        }
    }
}
