package org.godwit.it.wan.cases;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.wan.agents.AgentReport;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.Workload;
import org.godwit.it.wan.cases.Sitting.Destination;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;

/// Submission after submission while the link is cut or a connection reset from time to time:
/// nothing may grow, slow down or be wrong.
final class Soak implements Case<Sitting> {
    private static final String WORKLOAD = "2x512MiB+50x4MiB+500x64KiB";
    private static final Duration CUT = Duration.ofSeconds(3);
    private static final Duration FAULT_EVERY = Duration.ofMinutes(1);
    private static final Duration FAULT_EVERY_QUICK = Duration.ofSeconds(20);
    private static final double FAULT_AFTER_BYTES = 300e6;
    private static final Duration FAULT_WAIT_MAX = Duration.ofSeconds(60);
    private static final int ATTEMPTS_MAX = 3;
    private static final double MIB = 1 << 20;

    /// Change from the first to the last minute, by the line of least squares, that is noise.
    private static final double MEMORY_GROWTH_MAX = 0.05;

    /// The agents' configured buffers.
    private static final double SLABS_MIB_MAX = 512;

    private static final double RATE_LOSS_MAX = 0.05;
    private static final double OPEN_FILES_GROWTH_MAX = 2;

    /// One submission.
    private record Round(
            double minute,
            boolean faulty,
            Run run,
            AgentReport.Usage sender,
            AgentReport.Usage receiver,
            int attempts) {}

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        EngineClock clock = EngineClock.system();
        Workload workload = sitting.workload(WORKLOAD);
        try (Stage stage = sitting.stage(name(), LinkSpec.standard())) {
            Pair pair = stage.pair(Protection.CLEAR, Destination.DISK);
            pair.warmUp();
            List<WorkFile> files = pair.make("work", workload);
            List<Round> rounds = new ArrayList<>();
            Duration faultEvery = sitting.isQuick() ? FAULT_EVERY_QUICK : FAULT_EVERY;
            long start = clock.nanoTime();
            long end = start + (long) (sitting.plan().minutes() * 60e9);
            int faults = 0;
            while (clock.nanoTime() < end || rounds.size() < 3) {
                boolean faulty =
                        clock.nanoTime() - start > faultEvery.multipliedBy(faults + 1L).toNanos();
                rounds.add(round(pair, files, faulty ? ++faults : 0, start));
                sitting.progress().say(rounds.getLast().run().toString());
            }
            return report(workload, rounds, faults);
        }
    }

    private static Round round(Pair pair, List<WorkFile> files, int fault, long start)
            throws IOException, InterruptedException {
        EngineClock clock = EngineClock.system();
        String into = "soak";
        Timeline timeline = new Timeline(clock);
        Pair.Moving moving = pair.begin(files, into, 1, Faults.PROGRESS_MILLIS, timeline::add);
        if (fault > 0) {
            timeline.await(FAULT_AFTER_BYTES, FAULT_WAIT_MAX);
            if (fault % 2 == 1) {
                pair.rig().link().cut();
                clock.sleep(CUT);
                pair.rig().link().mend();
            } else {
                Connections.resetOne(pair);
            }
        }
        Run run = moving.await();
        int attempts = 1;
        while (run.done().failed() > 0 && attempts < ATTEMPTS_MAX) {
            attempts++;
            Run _ =
                    pair.begin(
                                    pair.missing(files, into),
                                    into,
                                    attempts,
                                    Faults.PROGRESS_MILLIS,
                                    _ -> {})
                            .await();
            run = run.withWrong(pair.wrong(files, into));
        }
        pair.removeCopies(into);
        return new Round(
                (clock.nanoTime() - start) / 60e9,
                fault > 0,
                run,
                pair.sender().usage(true),
                pair.receiver().usage(true),
                attempts);
    }

    private static CaseReport report(Workload workload, List<Round> rounds, int faults) {
        double minutes = rounds.getLast().minute();
        int wrong = rounds.stream().mapToInt(round -> round.run().wrong().size()).sum();
        List<Round> quiet = rounds.stream().filter(round -> !round.faulty()).toList();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.judged("differing", wrong, "files", Target.atMost(0)));
        figures.add(
                Figure.judged(
                                "rate-change",
                                change(quiet, round -> round.run().megabytesPerSecond(), true),
                                "of the mean",
                                Target.atLeast(-RATE_LOSS_MAX))
                        .with(
                                "megabytesPerSecond",
                                quiet.stream()
                                        .map(r -> CaseReport.rounded(r.run().megabytesPerSecond()))
                                        .toList()));
        figures.add(memory("sender-memory-change", rounds, Round::sender));
        figures.add(memory("receiver-memory-change", rounds, Round::receiver));
        figures.add(slabs("sender-slabs", rounds.getLast().sender()));
        figures.add(slabs("receiver-slabs", rounds.getLast().receiver()));
        figures.add(files("sender-open-files-change", rounds, round -> round.sender().openFiles()));
        figures.add(
                files("receiver-open-files-change", rounds, round -> round.receiver().openFiles()));
        return new CaseReport(
                "soak",
                figures,
                Map.of(
                        "workload",
                        workload.toString(),
                        "minutes",
                        CaseReport.rounded(minutes),
                        "submissions",
                        rounds.size(),
                        "faults",
                        faults,
                        "ordersGivenAgain",
                        rounds.stream().mapToInt(round -> round.attempts() - 1).sum()));
    }

    /// Heap that is needed and direct memory together, but for slabs; the first round fills caches.
    private static Figure memory(
            String name,
            List<Round> rounds,
            java.util.function.Function<Round, AgentReport.Usage> end) {
        ToDoubleFunction<Round> bytes =
                round -> {
                    AgentReport.Usage usage = end.apply(round);
                    return usage.heapBytes() + usage.directBytes() - usage.slabBytes();
                };
        return Figure.judged(
                        name,
                        change(rounds, bytes, true),
                        "of the mean",
                        Target.atMost(MEMORY_GROWTH_MAX))
                .with(
                        "mebibytes",
                        rounds.stream()
                                .map(round -> CaseReport.rounded(bytes.applyAsDouble(round) / MIB))
                                .toList());
    }

    /// The memory of blocks on their way grows in steps, each at a moment that needed more than any
    /// before, and is kept: what counts is its bound, not the line through the steps.
    private static Figure slabs(String name, AgentReport.Usage end) {
        return Figure.judged(name, end.slabBytes() / MIB, "MiB", Target.atMost(SLABS_MIB_MAX));
    }

    private static Figure files(
            String name, List<Round> rounds, ToDoubleFunction<Round> openFiles) {
        return Figure.judged(
                name,
                change(rounds, openFiles, false),
                "open files",
                Target.atMost(OPEN_FILES_GROWTH_MAX));
    }

    /// Change over the whole time, by the line of least squares.
    private static double change(
            List<Round> rounds, ToDoubleFunction<Round> figure, boolean relative) {
        List<Statistics.Point> points =
                rounds.stream()
                        .skip(1)
                        .map(round ->
                                new Statistics.Point(round.minute(), figure.applyAsDouble(round)))
                        .toList();
        double mean = points.stream().mapToDouble(Statistics.Point::y).average().orElse(1);
        double minutes = points.isEmpty() ? 0 : points.getLast().x() - points.getFirst().x();
        double change = Statistics.slope(points) * minutes;
        return relative ? change / mean : change;
    }
}
