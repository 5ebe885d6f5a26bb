package org.godwit.it.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Progress;
import org.godwit.it.cases.Target;
import org.godwit.store.RocksCatalog;

/// Kills a process that holds the catalogue alone with SIGKILL, under load by several writers,
/// again and again; what it has acknowledged is known outside of it. After each kill the catalogue
/// is opened, compared with that, and checked in full. Most kills hit the writing, some the
/// opening.
public final class Kills implements Case<Sitting> {
    private static final int KILLS = 1_000;
    private static final int KILLS_QUICK = 60;

    /// Kills after which a catalogue is replaced by a new one, so that checking it stays short.
    private static final int KILLS_PER_CATALOGUE = 40;

    private static final int WRITERS = 6;
    private static final int STEPS_MAX = 400;
    private static final Duration WRITING_MAX = Duration.ofSeconds(3);
    private static final int OPENING_MILLIS_MAX = 900;

    /// One kill of so many comes while the process starts and opens.
    private static final int OPENING_ONE_IN = 6;

    private static final int SAY_EVERY = 20;

    /// What kills have shown.
    ///
    /// @param acknowledged steps
    /// @param findings of the full checks
    public record Outcome(
            int kills, long acknowledged, long lost, long doubled, long findings, long seed) {
        private Outcome after(long newly, KillsOracle.Verdict verdict) {
            return new Outcome(
                    kills + 1,
                    acknowledged + newly,
                    lost + verdict.lost(),
                    doubled + verdict.doubled(),
                    findings + verdict.findings(),
                    seed);
        }
    }

    @Override
    public String name() {
        return "kills";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        Path work = sitting.fresh(name());
        try {
            long seed = sitting.clock().nanoTime();
            int kills = sitting.quick() ? KILLS_QUICK : KILLS;
            Outcome outcome = run(work, kills, seed, sitting.progress());
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged(
                                    "acknowledged writes lost",
                                    (double) outcome.lost(),
                                    "writes",
                                    Target.atMost(0)),
                            Figure.judged(
                                    "writes doubled",
                                    (double) outcome.doubled(),
                                    "writes",
                                    Target.atMost(0)),
                            Figure.judged(
                                    "findings of the checks",
                                    (double) outcome.findings(),
                                    "findings",
                                    Target.atMost(0)),
                            Figure.reported("kills", outcome.kills(), "kills"),
                            Figure.reported(
                                    "acknowledged writes",
                                    (double) outcome.acknowledged(),
                                    "writes")),
                    Map.of("seed", seed, "writers", WRITERS));
        } finally {
            Sitting.remove(work);
        }
    }

    /// Kills so many times, in catalogues below a directory.
    ///
    /// @param seed of the moments: at which age of the process, or after how many steps
    public static Outcome run(Path work, int kills, long seed, Progress progress)
            throws IOException, InterruptedException {
        progress.say("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Outcome outcome = new Outcome(0, 0, 0, 0, 0, seed);
        long[] acknowledged = new long[WRITERS];
        Path catalog = work.resolve("0");
        while (outcome.kills() < kills) {
            if (outcome.kills() % KILLS_PER_CATALOGUE == 0) {
                Sitting.remove(catalog);
                catalog = Files.createDirectory(work.resolve("from-" + outcome.kills()));
                acknowledged = new long[WRITERS];
            }
            long before = Arrays.stream(acknowledged).sum();
            acknowledged = writeUntilKilled(catalog, random, acknowledged);
            outcome =
                    outcome.after(
                            Arrays.stream(acknowledged).sum() - before,
                            verify(catalog, acknowledged));
            if (outcome.kills() % SAY_EVERY == 0) {
                progress.say(outcome.toString());
            }
        }
        return outcome;
    }

    private static long[] writeUntilKilled(
            Path catalog, SplittableRandom random, long[] acknowledged)
            throws IOException, InterruptedException {
        KilledProcess process = KilledProcess.start(catalog, random.nextLong(), acknowledged);
        try {
            if (random.nextInt(OPENING_ONE_IN) == 0) {
                process.live(Duration.ofMillis(random.nextInt(OPENING_MILLIS_MAX)));
            } else {
                process.awaitReady();
                process.live(random.nextInt(STEPS_MAX), WRITING_MAX);
            }
        } finally {
            acknowledged = process.kill();
        }
        return acknowledged;
    }

    private static KillsOracle.Verdict verify(Path directory, long[] acknowledged) {
        try (RocksCatalog catalog = RocksCatalog.open(directory, KillsWorker.OPTIONS)) {
            return KillsOracle.judge(catalog.latest(), acknowledged);
        }
    }
}
