package org.godwit.it.wan.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.godwit.it.wan.agents.AgentReport;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.Workload;
import org.godwit.it.wan.lab.Lab;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Agents under test on an emulated link: a few megabytes, and that all of it is right. How fast is
/// not looked at.
final class PairIT {
    private static final LinkSpec LINK = LinkSpec.standard().withRateMbit(400).withDelayMillis(5);
    private static final Workload WORKLOAD = Workload.parse("2x3MiB+20x64KiB+20x1kB+1x0B");
    private static final Workload LONG = Workload.parse("4x8MiB");

    @TempDir Path directory;

    @BeforeEach
    void needNamespaces() {
        String obstacle = Lab.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty(), obstacle);
    }

    private Rig rig(LinkSpec link) throws IOException {
        return Rig.open(link, directory.resolve("work"), line -> System.out.println(line));
    }

    private Conditions conditions(Protection protection) throws IOException {
        return new Conditions(
                protection,
                Files.createDirectories(directory.resolve("files")),
                Files.createDirectories(directory.resolve("copies")),
                Map.of("block", "256KiB", "buffers", "64MiB"));
    }

    @Test
    void movesFilesOfAllSizesAndComparesThem() throws IOException, InterruptedException {
        try (Rig rig = rig(LINK);
                Pair pair = Pair.open(rig, conditions(Protection.CLEAR))) {
            pair.warmUpApart();
            List<WorkFile> files = pair.make("work", WORKLOAD);

            Run run = pair.move(files);

            assertThat(run.done().reasons()).isEmpty();
            assertThat(run.wrong()).isEmpty();
            assertThat(run.isCorrect()).isTrue();
            assertThat(run.done().files()).isEqualTo(WORKLOAD.files());
            assertThat(run.done().bytes()).isEqualTo(WORKLOAD.bytes());
            assertThat(run.done().bytesMoved()).isEqualTo(WORKLOAD.bytes());
            assertThat(rig.link().report().forward().bytes()).isGreaterThan(WORKLOAD.bytes());
            assertThat(run.receiver().directPeakBytes()).isPositive();
            assertThat(Congestion.of(pair)).containsKeys("sender", "receiver");
        }
    }

    @Test
    void findsEveryDamagedBlockAndFetchesOnlyThoseAgain() throws IOException, InterruptedException {
        try (Rig rig = rig(LINK);
                Pair pair =
                        Pair.open(
                                rig,
                                conditions(Protection.CLEAR),
                                0,
                                List.of("--damage-every", "3", "--damage-most", "12"))) {
            Run run = pair.move(pair.make("work", Workload.parse("3x5MiB")));

            AgentReport.Damage damage = pair.receiver().damage();
            assertThat(run.isCorrect()).as("%s", run).isTrue();
            assertThat(damage.blocks()).isGreaterThanOrEqualTo(12);
            assertThat(run.done().bytesMoved()).isEqualTo(run.done().bytes() + damage.bytes());
        }
    }

    @Test
    void survivesACutAResetAndAKill() throws IOException, InterruptedException {
        try (Rig rig = rig(LINK.withRateMbit(100));
                Pair pair = Pair.open(rig, conditions(Protection.TLS))) {
            List<WorkFile> files = pair.make("work", LONG);
            for (Breakage breakage :
                    List.of(
                            Breakage.cut(Duration.ofSeconds(1)),
                            Breakage.reset(),
                            Breakage.kill())) {
                Timeline timeline = new Timeline(EngineClock.system());
                Pair.Moving moving = pair.begin(files, "copies", 1, 50, timeline::add);
                timeline.await(LONG.bytes() / 4.0, Duration.ofSeconds(60));
                List<String> wrong = new java.util.ArrayList<>();

                Run run =
                        breakage.happen(
                                        new Breakage.Broken(
                                                pair, files, "copies", moving, timeline, () -> {},
                                                wrong))
                                .await();

                assertThat(wrong).isEmpty();
                assertThat(run.done().reasons()).isEmpty();
                assertThat(pair.wrong(files, "copies")).isEmpty();
                pair.removeCopies("copies");
            }
        }
    }
}
