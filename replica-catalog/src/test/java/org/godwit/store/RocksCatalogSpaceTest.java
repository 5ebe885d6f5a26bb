package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.Tables;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.maintenance.CatalogChecker;
import org.godwit.store.rocks.CatalogOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A catalogue on a file system of its own that somebody else fills. Only root may mount one.
class RocksCatalogSpaceTest {
    private static final int MIB = 1 << 20;
    private static final int DISK_MIB = 64;
    private static final long RESERVE = 16L * MIB;
    private static final CatalogOptions OPTIONS =
            new CatalogOptions(MIB, MIB / 2, MIB, 64, 2).withReserve(RESERVE);

    @TempDir Path mount;
    private Path directory = Path.of("");
    private Path filler = Path.of("");

    @BeforeEach
    void mount() throws Exception {
        Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        assumeThat(user).as("user").isEqualTo(0);
        int code =
                run(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=" + DISK_MIB + "m",
                        "tmpfs",
                        mount.toString());
        assumeThat(code).as("exit code of mount").isZero();
        directory = mount.resolve("catalog");
        filler = mount.resolve("filler");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", mount.toString());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /// Leaves so many bytes free, or as many as there are.
    private void fillUpTo(long free) throws IOException {
        byte[] block = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (mount.toFile().getUsableSpace() > free + block.length) {
                out.write(block);
            }
        }
    }

    @Test
    void aFullDiskRefusesWritesAndNothingElseUntilThereIsSpaceAgain() throws IOException {
        try (RocksCatalog catalog = RocksCatalog.open(directory, OPTIONS)) {
            SampleCatalog.fill(catalog, 500);
            fillUpTo(RESERVE / 2);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> SampleCatalog.applyNext(catalog))
                        .isInstanceOfSatisfying(
                                EngineException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                        .hasMessageContaining("are kept free: nothing is written until");
            }
            assertThat(catalog.lastIndex()).isEqualTo(500);
            try (Snapshot reading = catalog.snapshot()) {
                assertThat(reading.get(Tables.DIDS, 500L)).contains(SampleCatalog.file(500));
            }

            Files.delete(filler);
            SampleCatalog.fill(catalog, 500);
        }
        verify(1000);
    }

    @Test
    void aDiskThatIsFullToTheLastByteLosesNothingAcknowledged() throws IOException {
        long acknowledged = 0;
        try (RocksCatalog catalog = RocksCatalog.open(directory, OPTIONS.withReserve(0))) {
            SampleCatalog.fill(catalog, 100);
            fillUpTo(0);
            Optional<EngineException> failure = Optional.empty();
            while (failure.isEmpty()) {
                failure = applyOne(catalog);
                acknowledged = failure.isEmpty() ? catalog.lastIndex() : acknowledged;
            }
            assertThat(failure.get()).hasMessageContaining("no space is left");
            assertThat(applyOne(catalog)).as("after a failure").isPresent();
        }
        Files.delete(filler);
        assertThat(acknowledged).isPositive();
        verify(acknowledged);
    }

    private static Optional<EngineException> applyOne(RocksCatalog catalog) {
        try {
            SampleCatalog.applyNext(catalog).join();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.ofNullable((EngineException) e.getCause());
        }
    }

    private void verify(long acknowledged) {
        try (RocksCatalog catalog = RocksCatalog.open(directory, OPTIONS)) {
            assertThat(catalog.lastIndex()).isGreaterThanOrEqualTo(acknowledged);
            for (long did = 2; did <= acknowledged; did++) {
                assertThat(catalog.latest().get(Tables.DIDS, did))
                        .contains(SampleCatalog.file(did));
            }
            assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings()).isEmpty();
            SampleCatalog.fill(catalog, 1);
        }
    }
}
