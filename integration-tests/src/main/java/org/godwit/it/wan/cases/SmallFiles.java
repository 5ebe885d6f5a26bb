package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.cases.Trial;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.Workload;
import org.godwit.it.wan.cases.Sitting.Destination;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.it.wan.peer.PeerTrial;
import org.godwit.model.Protection;

/// Many small files on the standard link: files a second that are durable, each synced, at its
/// final name in a synced directory, and verified.
///
/// @param full the workload
/// @param quick the workload of a quick call
/// @param peers fewer of the same, for tools that need a round trip or more for each; empty where
///   no tool is measured
/// @param timesBestPeer how many times the best tool's rate to reach
record SmallFiles(
        String name,
        String full,
        String quick,
        double filesPerSecond,
        Optional<Peers> peers,
        double timesBestPeer)
        implements Case<Sitting> {
    /// What the tools are given.
    record Peers(String full, String quick) {}

    static Case<Sitting> of64KiB() {
        return new SmallFiles(
                "small-64k",
                "20000x64KiB",
                "10000x64KiB",
                3_000,
                Optional.of(new Peers("2000x64KiB", "700x64KiB")),
                8);
    }

    static Case<Sitting> of4KiB() {
        return new SmallFiles("small-4k", "50000x4KiB", "25000x4KiB", 8_000, Optional.empty(), 0);
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        Workload workload = sitting.workload(full, quick);
        try (Stage stage = sitting.stage(name, LinkSpec.standard())) {
            stage.keepCopies();
            Pair pair = stage.pair(Protection.CLEAR, Destination.DISK);
            pair.warmUp();
            List<WorkFile> files = pair.make("work", workload);
            // Agents run for weeks: what their compiler does in the first seconds is not the rate.
            Run _ = pair.move(files);
            Series series = sitting.remember(Series.measure(pair, files, sitting.runs()));
            double rate = series.median(Run::filesPerSecond);
            List<Figure> figures = new ArrayList<>();
            figures.add(
                    Figure.judged("files", rate, "files/s", Target.atLeast(filesPerSecond))
                            .of(series));
            List<PeerTrial> trials = trials(sitting, stage, pair);
            trials.stream()
                    .max(Comparator.comparingDouble(PeerTrial::filesPerSecond))
                    .ifPresent(best ->
                            figures.add(
                                    Figure.judged(
                                                    "times-best-peer",
                                                    rate / best.filesPerSecond(),
                                                    "times",
                                                    Target.atLeast(timesBestPeer))
                                            .judgedBy(series)
                                            .with("bestPeer", best.peer())));
            return new CaseReport(
                    name,
                    figures,
                    List.<Trial>copyOf(trials),
                    Map.of("workload", workload.toString()));
        }
    }

    private List<PeerTrial> trials(Sitting sitting, Stage stage, Pair pair)
            throws IOException, InterruptedException {
        if (peers.isEmpty()) {
            return List.of();
        }
        List<WorkFile> fewer =
                pair.make("fewer", sitting.workload(peers.get().full(), peers.get().quick()));
        pair.close();
        return sitting.peers(stage, Destination.DISK, "fewer", fewer, List.of());
    }
}
