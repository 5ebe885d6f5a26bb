package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.store.maintenance.CatalogChecker;
import org.godwit.store.rocks.CatalogOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing process with SIGKILL at random moments; what it acknowledged is known outside of
/// it. `-Dkills=…` says how often, `-Dseed=…` repeats the choice of moments.
class RocksCatalogCrashTest {
    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final int ACKNOWLEDGED_MAX = 3000;
    private static final int START_MILLIS_MAX = 1500;

    @TempDir Path temporary;

    @Test
    void nothingAcknowledgedIsLostByAKill() throws Exception {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path directory = temporary.resolve("catalog");
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = Math.max(acknowledged, writeUntilKilled(directory, random));
            verify(directory, acknowledged);
        }
        assertThat(acknowledged).isPositive();
    }

    /// The highest index that the process acknowledged before it died, 0 if none.
    private static long writeUntilKilled(Path directory, Random random)
            throws IOException, InterruptedException {
        Process writer = start(directory);
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            long last = 0;
            if (random.nextInt(4) == 0) {
                assertThat(writer.waitFor(random.nextInt(START_MILLIS_MAX), TimeUnit.MILLISECONDS))
                        .isFalse();
            } else {
                for (int lines = random.nextInt(ACKNOWLEDGED_MAX); lines >= 0; lines--) {
                    last = Long.parseLong(String.valueOf(output.readLine()));
                }
            }
            // SIGKILL; unlike the process itself, its handle leaves the output open.
            writer.toHandle().destroyForcibly();
            for (String line : remaining(output)) {
                last = Long.parseLong(line);
            }
            writer.waitFor();
            return last;
        } finally {
            writer.destroyForcibly();
        }
    }

    /// Whole lines that were on their way; the kill may have cut the last one.
    private static List<String> remaining(BufferedReader output) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = output.read(); c >= 0; c = output.read()) {
            text.append((char) c);
        }
        return text.substring(0, text.lastIndexOf("\n") + 1).lines().toList();
    }

    private static Process start(Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashWriter.class.getName(),
                        directory.toString(),
                        Long.toString(Long.MAX_VALUE))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void verify(Path directory, long acknowledged) {
        try (RocksCatalog catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT)) {
            assertThat(catalog.lastIndex()).isGreaterThanOrEqualTo(acknowledged);
            assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings()).isEmpty();
            long expected = 2; // the first change set makes no file
            try (Cursor<Long, DidRow> files = catalog.latest().scanAll(Tables.DIDS)) {
                while (files.hasNext()) {
                    var file = files.next();
                    assertThat(file.getKey()).isEqualTo(expected);
                    assertThat(file.getValue()).isEqualTo(SampleCatalog.file(expected));
                    expected++;
                }
            }
            assertThat(expected).isEqualTo(Math.max(2, catalog.lastIndex() + 1));
        }
    }
}
