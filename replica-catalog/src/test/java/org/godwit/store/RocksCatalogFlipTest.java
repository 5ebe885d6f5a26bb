package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.godwit.catalog.check.CheckReport;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.Tables;
import org.godwit.runtime.EngineException;
import org.godwit.store.maintenance.CatalogChecker;
import org.godwit.store.rocks.CatalogOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Flips single bits anywhere in a catalogue's files: each is refused, found by the check, or
/// without effect; none is served, none loses an acknowledged change set silently. `-Dflips=…` says
/// how many, `-Dseed=…` repeats them.
class RocksCatalogFlipTest {
    private static final int FLIPS = Integer.getInteger("flips", 12);
    private static final int CHANGE_SETS = 400;

    @TempDir Path temporary;

    @Test
    @Timeout(120) // damage may not hang it either
    void noFlippedBitPassesUnnoticed() throws IOException {
        long seed = Long.getLong("seed", 20_261_123L);
        System.out.println("seed " + seed + ", -Dseed=… for another");
        Random random = new Random(seed);
        Path sound = temporary.resolve("sound");
        fillFilesAndLog(sound);
        for (int i = 0; i < FLIPS; i++) {
            Path copy = temporary.resolve("copy-" + i);
            copy(sound, copy);
            String what = flip(copy, random);
            System.out.println(what);
            System.out.println("  " + outcome(copy, what));
        }
    }

    /// Half of the rows end up in table files, half in the log.
    private static void fillFilesAndLog(Path directory) {
        for (int part = 0; part < 2; part++) {
            try (RocksCatalog catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT)) {
                SampleCatalog.fill(catalog, CHANGE_SETS / 2);
            }
        }
    }

    private static String outcome(Path directory, String what) {
        try (RocksCatalog catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT)) {
            CheckReport report = CatalogChecker.check(catalog, 1, Progress.NONE);
            if (!report.clean()) {
                return "found: " + report.findings().getFirst();
            }
            assertThat(catalog.lastIndex()).as(what).isEqualTo(CHANGE_SETS);
            for (long did = 2; did <= CHANGE_SETS; did++) {
                assertThat(catalog.latest().get(Tables.DIDS, did))
                        .as(what)
                        .contains(SampleCatalog.file(did));
            }
            return "without effect";
        } catch (EngineException e) {
            return "refused: " + e.getMessage();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static String flip(Path directory, Random random) throws IOException {
        List<Path> files =
                files(directory).stream().filter(file -> file.toFile().length() > 0).toList();
        Path chosen = files.get(random.nextInt(files.size()));
        try (RandomAccessFile file = new RandomAccessFile(chosen.toFile(), "rw")) {
            long position = random.nextLong(file.length());
            int bit = random.nextInt(Byte.SIZE);
            file.seek(position);
            int old = file.read();
            file.seek(position);
            file.write(old ^ (1 << bit));
            return chosen.getFileName() + " byte " + position + " bit " + bit;
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
