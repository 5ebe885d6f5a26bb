package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.cases.Trial;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.cases.Sitting.Destination;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.it.wan.peer.PeerTrial;
import org.godwit.model.Protection;

/// One large file on a link that is faster than a small machine can fill, from memory to memory:
/// emulator, sender and receiver share the processors, so that the figure is of the machine as much
/// as of the product, and is read against what iperf3 and the other tools reach on the same.
final class BigFast implements Case<Sitting> {
    /// At this rate iperf3 itself is short of processors: the share of it is reported only.
    private static final int REPORTED_MBIT = 8_000;

    private final String name;
    private final int rateMbit;

    BigFast(String name, int rateMbit) {
        this.name = name;
        this.rateMbit = rateMbit;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        LinkSpec link = LinkSpec.standard().withRateMbit(rateMbit);
        try (Stage stage = sitting.stage(name, link)) {
            Optional<Double> ceiling = sitting.ceiling(stage);
            Pair pair = stage.pair(Protection.CLEAR, Destination.MEMORY);
            pair.settle(sitting.isQuick());
            List<WorkFile> files = pair.make("work", sitting.workload(BigFile.FULL, BigFile.QUICK));
            // Not counted: the host of a virtual machine gives it memory when it is first used.
            Run _ = pair.move(files);
            Series series = sitting.remember(Series.measure(pair, files, sitting.runs()));
            pair.close();
            List<PeerTrial> peers =
                    sitting.peers(
                            stage,
                            Destination.MEMORY,
                            "work",
                            files,
                            List.of("GridFTP", "rclone", "aria2", "xrdcp"));
            return new CaseReport(
                    name,
                    figures(series, ceiling, peers),
                    List.<Trial>copyOf(peers),
                    Map.of("workload", sitting.workload(BigFile.FULL, BigFile.QUICK).toString()));
        }
    }

    private List<Figure> figures(Series series, Optional<Double> ceiling, List<PeerTrial> peers) {
        double rate = series.median(Run::megabytesPerSecond);
        List<Figure> figures = new ArrayList<>();
        if (ceiling.isPresent()) {
            double share = rate / ceiling.get();
            Figure figure =
                    rateMbit >= REPORTED_MBIT
                            ? Figure.reported("iperf3-share", share, "of iperf3 -P 64")
                            : Figure.judged(
                                    "iperf3-share", share, "of iperf3 -P 64", Target.atLeast(0.85));
            figures.add(
                    figure.of(series)
                            .with("iperf3MegabytesPerSecond", CaseReport.rounded(ceiling.get())));
        }
        figures.add(Figure.reported("rate", rate, "MB/s").of(series));
        PeerTrial.best(peers)
                .ifPresent(best ->
                        figures.add(
                                Figure.judged(
                                                "times-best-peer",
                                                rate / best.megabytesPerSecond(),
                                                "times",
                                                Target.atLeast(2))
                                        .judgedBy(series)
                                        .with("bestPeer", best.peer())));
        return figures;
    }
}
