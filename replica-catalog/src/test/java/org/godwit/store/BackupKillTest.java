package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.godwit.catalog.check.Progress;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.maintenance.CatalogBackups;
import org.godwit.store.maintenance.CatalogChecker;
import org.godwit.store.maintenance.EngineBackups;
import org.godwit.store.rocks.BackupSummary;
import org.godwit.store.rocks.CatalogOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupKillTest {
    private static final int KILLS = 3;

    @TempDir private Path temporary;

    @Test
    void aKillInTheMiddleLeavesTheEarlierBackupsAndTheCatalogueWhole() throws Exception {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path directory = temporary.resolve("catalog");
        Path backups = temporary.resolve("backups");
        for (int kill = 0; kill < KILLS; kill++) {
            int made = backUpUntilKilled(directory, backups, random);
            List<BackupSummary> all = CatalogBackups.list(backups);
            List<Integer> ids = all.stream().map(BackupSummary::id).toList();
            assertThat(ids.contains(made) || madeSince(made, ids) >= BackupWriter.KEEP)
                    .as("seed %d: backup %d is not among %s", seed, made, ids)
                    .isTrue();
            for (BackupSummary backup : all) {
                CatalogBackups.verify(backups, OptionalInt.of(backup.id()), _ -> {});
            }
            try (RocksCatalog catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT)) {
                assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings()).isEmpty();
            }
            requireRestores(backups, all, "restored-" + kill);
        }
        try (RocksCatalog catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT)) {
            EngineBackups next = new EngineBackups(catalog, backups, 1);
            int id = next.make().id();
            next.verify(id, _ -> {});
            assertThat(next.list()).hasSize(1);
            assertThat(next.list().getFirst().index()).isEqualTo(catalog.lastIndex());
        }
    }

    /// The writer goes on until it is killed, and may keep only backups that it made meanwhile.
    private static long madeSince(int made, List<Integer> ids) {
        return ids.stream().filter(id -> id > made).count();
    }

    private static int backUpUntilKilled(Path directory, Path backups, Random random)
            throws Exception {
        Process writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BackupWriter.class.getName(),
                                directory.toString(),
                                backups.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            int last = Integer.parseInt(String.valueOf(output.readLine()));
            for (int more = random.nextInt(3); more > 0; more--) {
                last = Integer.parseInt(String.valueOf(output.readLine()));
            }
            boolean _ = writer.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS);
            assertThat(writer.isAlive()).isTrue();
            return last;
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    private void requireRestores(Path backups, List<BackupSummary> all, String name) {
        Path restored = temporary.resolve(name);
        CatalogBackups.restore(
                backups, OptionalInt.of(all.getLast().id()), restored, EngineClock.system());
        try (RocksCatalog catalog = RocksCatalog.open(restored, CatalogOptions.DEFAULT)) {
            assertThat(catalog.lastIndex()).isGreaterThanOrEqualTo(all.getLast().index());
            assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings()).isEmpty();
        }
    }

    @Test
    void aBackupIsIncrementalAndDamageToItIsNamed() throws Exception {
        Path backups = temporary.resolve("backups");
        try (RocksCatalog catalog =
                RocksCatalog.open(temporary.resolve("catalog"), CatalogOptions.DEFAULT)) {
            SampleCatalog.fill(catalog, 200);
            EngineBackups to = new EngineBackups(catalog, backups, 7);
            assertThat(to.list()).isEmpty();
            to.make();
            long first = sharedBytes(backups);
            SampleCatalog.applyNext(catalog).join();
            to.make();
            assertThat(sharedBytes(backups) - first).isLessThan(first);
            to.verify(1, _ -> {});
            to.verify(2, _ -> {});
        }
        Path file = shared(backups).getFirst();
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            int old = bytes.read();
            bytes.seek(bytes.length() / 2);
            bytes.write(old ^ 1);
        }
        assertThatThrownBy(() -> CatalogBackups.verify(backups, OptionalInt.of(1), _ -> {}))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_CORRUPT))
                .hasMessageContaining(String.valueOf(file.getFileName()))
                .hasMessageContaining("another checksum");
    }

    private static List<Path> shared(Path backups) throws Exception {
        try (Stream<Path> files = Files.list(backups.resolve("shared_checksum"))) {
            return files.sorted().toList();
        }
    }

    private static long sharedBytes(Path backups) throws Exception {
        long sum = 0;
        for (Path file : shared(backups)) {
            sum += Files.size(file);
        }
        return sum;
    }
}
