package org.godwit.it.wan.cases;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.Workload;
import org.godwit.it.wan.cases.Sitting.Destination;
import org.godwit.it.wan.link.DirectionReport;
import org.godwit.it.wan.link.LinkReport;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;

/// What goes wrong on the way, and what it costs: bytes that the link delivered more than once,
/// time until the rate is back, and whether anything wrong was ever at a final name.
final class Faults implements Case<Sitting> {
    static final int PROGRESS_MILLIS = 100;

    private static final double MIB = 1 << 20;
    private static final double RESENT_MIB_MAX = 64;
    private static final double RECOVERY_SECONDS_MAX = 10;
    private static final double RECOVERED_SHARE = 0.9;

    /// Over so many seconds a rate is taken.
    private static final double WINDOW_SECONDS = 2;

    /// Part of the files that is written before something breaks.
    private static final double UNDER_WAY = 0.25;

    /// Part of the files for which a full disk has room; more than are [#UNDER_WAY] then.
    private static final double FITS = 0.6;

    private static final Duration UNDER_WAY_MAX = Duration.ofSeconds(60);
    private static final Duration CUT = Duration.ofSeconds(20);
    private static final long DISK_BYTES = 5L << 30;

    /// Headers of a segment: IP, TCP, its time stamps.
    private static final int HEADER_BYTES = 52;

    @Override
    public String name() {
        return "faults";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        Workload workload = sitting.workload("8x512MiB", "8x256MiB");
        List<Figure> figures = new ArrayList<>();
        try (Stage stage = sitting.stage(name(), LinkSpec.standard())) {
            Pair pair = stage.pair(Protection.CLEAR, Destination.DISK);
            pair.warmUp();
            List<WorkFile> files = pair.make("work", workload);
            figures.addAll(measure(sitting, pair, files, "cut", Breakage.cut(CUT)));
            figures.addAll(measure(sitting, pair, files, "reset", Breakage.reset()));
            figures.addAll(measure(sitting, pair, files, "kill", Breakage.kill()));
        }
        try (Stage stage = sitting.stage(name(), LinkSpec.standard());
                SmallDisk disk = SmallDisk.make(stage.rig().work(), DISK_BYTES)) {
            Conditions conditions =
                    new Conditions(Protection.CLEAR, stage.sources(), disk.path(), Map.of());
            Pair pair = Pair.open(stage.rig(), conditions);
            pair.warmUp();
            List<WorkFile> files = pair.make("work", workload);
            // An agent takes the room of a whole file before its first byte.
            disk.fill((long) (FITS * bytes(files)));
            figures.addAll(measure(sitting, pair, files, "full-disk", Breakage.full(disk)));
            stage.rig().close();
        }
        return new CaseReport(name(), figures, Map.of("workload", workload.toString()));
    }

    private static List<Figure> measure(
            Sitting sitting, Pair pair, List<WorkFile> files, String fault, Breakage breakage)
            throws IOException, InterruptedException {
        sitting.progress().say("fault: " + fault);
        pair.rig().link().reset();
        Timeline timeline = new Timeline(EngineClock.system());
        Pair.Moving moving = pair.begin(files, fault, 1, PROGRESS_MILLIS, timeline::add);
        timeline.await(UNDER_WAY * bytes(files), UNDER_WAY_MAX);
        double at = timeline.now();
        double before = timeline.rate(at - WINDOW_SECONDS, at);
        AtomicReference<Double> mended = new AtomicReference<>(at);
        List<String> wrong = new ArrayList<>();
        Run run =
                breakage.happen(
                                new Breakage.Broken(
                                        pair,
                                        files,
                                        fault,
                                        moving,
                                        timeline,
                                        () -> mended.set(timeline.now()),
                                        wrong))
                        .await();
        LinkReport link = pair.rig().link().report();
        wrong.addAll(pair.wrongAndVisible(files, fault));
        int missing = pair.missing(files, fault).size();
        pair.removeCopies(fault);
        OptionalDouble recovery =
                timeline.recovery(mended.get(), RECOVERED_SHARE * before, WINDOW_SECONDS);
        sitting.progress().say("%s: %s, recovery %s s".formatted(fault, run, recovery));
        double lasting = timeline.now() - mended.get();
        return List.of(
                Figure.judged(
                                fault + "-resent",
                                resent(link.forward(), files) / MIB,
                                "MiB",
                                Target.atMost(RESENT_MIB_MAX))
                        .with("byAgents", (run.done().bytesMoved() - run.done().bytes()) / MIB)
                        .with("emulatorFault", link.fault().orElse("")),
                Figure.judged(
                                fault + "-recovery",
                                recovery.orElse(lasting),
                                "s",
                                Target.atMost(RECOVERY_SECONDS_MAX))
                        .with("seen", recovery.isPresent())
                        .with("megabytesPerSecondBefore", CaseReport.rounded(before / 1e6))
                        .with(
                                "megabytesPerSecondAfter",
                                CaseReport.rounded(
                                        timeline.rate(mended.get(), timeline.now()) / 1e6)),
                Figure.judged(
                                fault + "-wrong",
                                wrong.size() + missing,
                                "files wrong or missing",
                                Target.atMost(0))
                        .with("wrong", wrong)
                        .with("failed", run.done().failed())
                        .with("failures", run.done().reasons()));
    }

    /// Payload that the link delivered beyond the files.
    private static double resent(DirectionReport link, List<WorkFile> files) {
        return Math.max(0, link.bytes() - HEADER_BYTES * link.segments() - bytes(files));
    }

    private static long bytes(List<WorkFile> files) {
        return files.stream().mapToLong(WorkFile::bytes).sum();
    }
}
