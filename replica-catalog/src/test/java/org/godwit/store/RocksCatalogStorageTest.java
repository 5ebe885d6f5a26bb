package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.godwit.catalog.Change;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.DamagedFile;
import org.godwit.catalog.check.CheckReport;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.ScanItemKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.runtime.ManualClock;
import org.godwit.store.maintenance.CatalogChecker;
import org.godwit.store.maintenance.CatalogWatch;
import org.godwit.store.rocks.CatalogOptions;
import org.godwit.store.rocks.RocksStore;
import org.godwit.store.schema.CatalogHead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksCatalogStorageTest {
    private static final int CHANGE_SETS = 100;

    @TempDir Path temporary;
    private Path directory = Path.of("");

    @BeforeEach
    void nameDirectory() {
        directory = temporary.resolve("catalog");
    }

    private RocksCatalog open() {
        return RocksCatalog.open(directory, CatalogOptions.DEFAULT);
    }

    private void fillAndClose() {
        try (RocksCatalog catalog = open()) {
            SampleCatalog.fill(catalog, CHANGE_SETS);
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterReopening() {
        fillAndClose();

        try (RocksCatalog catalog = open()) {
            assertThat(catalog.lastIndex()).isEqualTo(CHANGE_SETS);
            assertThat(catalog.lastEpoch()).isEqualTo(SampleCatalog.EPOCH);
            assertThat(catalog.latest().get(Tables.DIDS, (long) CHANGE_SETS))
                    .contains(SampleCatalog.file(CHANGE_SETS));
            assertThat(check(catalog).findings()).isEmpty();
        }
    }

    @Test
    void theDirectoryIsForItsOwnerOnly() throws IOException {
        open().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    @Test
    void aSecondOpenerIsTurnedAway() {
        RocksCatalog first = open();
        try (first) {
            refused(this::open, ErrorCode.UNAVAILABLE, "in use by another process");
        }
    }

    @Test
    void aTornUnacknowledgedTailOfTheLogIsForgiven() throws IOException {
        fillAndClose();
        cutLog(5);
        try (AcknowledgedMark mark = AcknowledgedMark.open(directory)) {
            mark.write(CHANGE_SETS - 1);
            mark.write(CHANGE_SETS - 1);
        }

        try (RocksCatalog catalog = open()) {
            assertThat(catalog.lastIndex()).isEqualTo(CHANGE_SETS - 1);
            assertThat(check(catalog).findings()).isEmpty();
        }
    }

    @Test
    void aLogThatEndsBeforeTheLastAcknowledgedChangeSetIsRefused() throws IOException {
        fillAndClose();
        cutLog(5);

        refused(
                this::open,
                ErrorCode.CATALOG_CORRUPT,
                "ends at change set 99, but 100 was acknowledged: restore a backup");
    }

    @Test
    void aDatabaseThatVanishedIsNotTakenForANewOne() throws IOException {
        fillAndClose();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (!file.endsWith(AcknowledgedMark.FILE)) {
                    Files.delete(file);
                }
            }
        }

        refused(this::open, ErrorCode.CATALOG_CORRUPT, "ends at change set 0");
    }

    @Test
    void aFlippedByteInTheMiddleOfTheLogIsRefused() throws IOException {
        fillAndClose();
        Path log = newest(".log");
        flip(log, Files.size(log) / 2);

        refused(this::open, ErrorCode.CATALOG_CORRUPT, "is damaged");
    }

    @Test
    void aFlippedByteInATableFileIsFoundByTheCheck() throws IOException {
        fillAndClose();
        open().close(); // recovery moves the rows from the log to table files
        Path file = largest(".sst");
        flip(file, 20);

        try (RocksCatalog catalog = open()) {
            CheckReport report = check(catalog);
            assertThat(report.clean()).isFalse();
            assertThat(report.findings().getFirst().toString())
                    .contains("is damaged")
                    .contains("restore a backup")
                    .contains(file.getFileName().toString());
        }
    }

    @Test
    void everyDamagedTableFileIsNamedWithItsTable() throws IOException {
        fillAndClose();
        open().close();
        Path replicas;
        Path dids;
        try (RocksCatalog catalog = open()) {
            replicas = fileOf(catalog, Tables.REPLICAS.name());
            dids = fileOf(catalog, Tables.DIDS.name());
        }
        flip(replicas, 20);
        flip(dids, 20);

        try (RocksCatalog catalog = open()) {
            assertThat(catalog.damagedFiles(_ -> {}))
                    .extracting(DamagedFile::table, DamagedFile::file)
                    .containsExactlyInAnyOrder(
                            tuple("replicas", replicas.getFileName().toString()),
                            tuple("dids", dids.getFileName().toString()));
        }
    }

    private static Path fileOf(RocksCatalog catalog, String table) {
        return catalog.tableFiles().stream()
                .filter(file -> file.table().equals(table))
                .findFirst()
                .orElseThrow()
                .path();
    }

    @Test
    void whoeverReadsADamagedRowIsRefusedAndTheCatalogueSaysSo() throws IOException {
        fillAndClose();
        open().close();
        try (RocksCatalog catalog = open()) {
            flip(fileOf(catalog, Tables.DIDS.name()), 20);
        }

        try (RocksCatalog catalog = open()) {
            assertThat(catalog.damage()).isNotDone();
            refused(
                    () -> catalog.latest().get(Tables.DIDS, 2L),
                    ErrorCode.CATALOG_CORRUPT,
                    "cannot read table dids");
            assertThat(catalog.damage())
                    .isCompletedWithValueMatching(
                            e -> String.valueOf(e.getMessage()).contains("table dids"));
        }
    }

    @Test
    void theWatchFindsDamageThatNobodyHasRead() throws Exception {
        fillAndClose();
        open().close();
        try (RocksCatalog catalog = open()) {
            Path file = fileOf(catalog, Tables.DIDS.name());
            try (CatalogWatch _ = CatalogWatch.start(catalog, new ManualClock(Instant.EPOCH))) {
                flip(file, 20);
                assertThat(catalog.damage().get(30, TimeUnit.SECONDS))
                        .hasMessageContaining(file.getFileName().toString())
                        .hasMessageContaining("of table dids is damaged");
            }
        }
    }

    @Test
    void aCatalogueOfALaterVersionIsRefused() {
        try (RocksStore store = RocksStore.open(directory, CatalogOptions.DEFAULT)) {
            store.write(
                    List.of(),
                    new CatalogHead(
                            1, SampleCatalog.EPOCH, Tables.SCHEMA_VERSION + 1, Instant.EPOCH));
        }

        refused(this::open, ErrorCode.UNSUPPORTED_OPERATION, "install the version that wrote it");
    }

    @Test
    void textThatCannotBeStoredIsRefusedAndChangesNothing() {
        try (RocksCatalog catalog = open()) {
            refused(
                    () ->
                            catalog.apply(
                                    new ChangeSet(
                                            1,
                                            SampleCatalog.EPOCH,
                                            Tables.SCHEMA_VERSION,
                                            Instant.EPOCH,
                                            List.of(
                                                    new Change.Put<>(
                                                            Tables.SCAN_PROBLEMS,
                                                            new ScanItemKey(1, "\ud800"),
                                                            "half a pair")))),
                    ErrorCode.INVALID_INPUT,
                    "not valid Unicode");
            assertThat(catalog.lastIndex()).isZero();
            SampleCatalog.fill(catalog, 3);
            assertThat(catalog.lastIndex()).isEqualTo(3);
        }
    }

    @Test
    void aClosedCatalogueRefusesReadsAndWrites() {
        RocksCatalog catalog = open();
        SampleCatalog.fill(catalog, 3);
        catalog.close();
        catalog.close();

        refused(() -> catalog.latest().get(Tables.DIDS, 2L), ErrorCode.UNAVAILABLE, "is closed");
        refused(() -> catalog.latest().scanAll(Tables.DIDS), ErrorCode.UNAVAILABLE, "is closed");
        refused(catalog::snapshot, ErrorCode.UNAVAILABLE, "is closed");
        ChangeSet next =
                new ChangeSet(
                        4, SampleCatalog.EPOCH, Tables.SCHEMA_VERSION, Instant.EPOCH, List.of());
        assertThat(catalog.apply(next)).isCompletedExceptionally();
    }

    private static CheckReport check(RocksCatalog catalog) {
        return CatalogChecker.check(catalog, 10, Progress.NONE);
    }

    private static void refused(ThrowingCallable attempt, ErrorCode code, String message) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    private void cutLog(int bytes) throws IOException {
        Path log = newest(".log");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(file.length() - bytes);
        }
    }

    private Path newest(String suffix) throws IOException {
        return files(suffix).max(Comparator.naturalOrder()).orElseThrow();
    }

    private Path largest(String suffix) throws IOException {
        return files(suffix).max(Comparator.comparingLong(f -> f.toFile().length())).orElseThrow();
    }

    private Stream<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList().stream();
        }
    }

    private static void flip(Path path, long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            int old = file.read();
            file.seek(position);
            file.write(old ^ 1);
        }
    }
}
