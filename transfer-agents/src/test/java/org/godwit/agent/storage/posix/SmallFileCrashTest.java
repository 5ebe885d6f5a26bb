package org.godwit.agent.storage.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a receiving process at random points: what it said is committed is there, and what is
/// there is complete and right.
class SmallFileCrashTest {
    private static final int KILLS = 4;

    @TempDir Path root;

    @Test
    void whatIsVisibleAfterAKillIsCompleteAndRight() throws Exception {
        long seed = Long.getLong("seed", new SecureRandom().nextLong() >>> 1);
        System.out.println("-Dseed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int committed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            List<String> said = killAfter(random.nextInt(1, 400), random.nextLong() >>> 1);
            for (String name : said) {
                assertThat(root.resolve(name)).as("seed %d: %s", seed, name).exists();
            }
            committed += said.size();
            assertThat(visible()).as("seed " + seed).hasSizeGreaterThanOrEqualTo(committed);
            for (String name : visible()) {
                assertThat(Files.readAllBytes(root.resolve(name)))
                        .as("seed %d: %s", seed, name)
                        .isEqualTo(SmallFileChild.content(name));
            }
            assertThat(root.resolve(".godwit/incoming")).isEmptyDirectory();
        }
    }

    /// Runs a child until it has committed some files, and kills it in the midst of its work.
    private List<String> killAfter(int files, long seed) throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SmallFileChild.class.getName(),
                                root.toString(),
                                String.valueOf(seed))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = child.inputReader()) {
            while (said.size() < files) {
                said.add(line(out));
            }
            child.toHandle().destroyForcibly();
            // It may have said more before it died; a torn last line is not a word.
            out.lines().forEach(said::add);
        }
        child.waitFor();
        return complete(said);
    }

    private static String line(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertThat(line).as("the child goes on").isNotNull().doesNotStartWith("failed");
        return line;
    }

    private static List<String> complete(List<String> said) {
        return said.stream()
                .filter(line -> line.endsWith(" ok"))
                .map(line -> line.substring(0, line.length() - 3))
                .toList();
    }

    private List<String> visible() throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .filter(path -> !path.startsWith(".godwit"))
                    .toList();
        }
    }
}
