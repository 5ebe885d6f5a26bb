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

/// One large file at 2 Gbit/s over links of several lengths, and how soon the first gigabyte of it
/// is durable.
final class Big2g implements Case<Sitting> {
    private static final LinkSpec LINK = LinkSpec.standard();
    private static final String GIGABYTE = "1x1GB";

    /// The link that stands for the case.
    private static final int STANDARD_RTT_MILLIS = 150;

    private final List<Figure> figures = new ArrayList<>();
    private final List<PeerTrial> trials = new ArrayList<>();

    @Override
    public String name() {
        return "big-2g";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        figures.clear();
        trials.clear();
        for (int rtt : List.of(STANDARD_RTT_MILLIS, 0, 50, 300)) {
            sitting.progress().say("round trip of " + rtt + " ms");
            LinkSpec link = LINK.withDelayMillis(rtt / 2.0);
            try (Stage stage = sitting.stage(name() + "-" + rtt + "ms", link)) {
                measure(sitting, stage, rtt);
            }
        }
        return new CaseReport(
                name(),
                figures,
                List.<Trial>copyOf(trials),
                Map.of("workload", sitting.workload(BigFile.FULL, BigFile.QUICK).toString()));
    }

    private void measure(Sitting sitting, Stage stage, int rtt)
            throws IOException, InterruptedException {
        Optional<Double> ceiling = sitting.ceiling(stage);
        Pair pair = stage.pair(Protection.CLEAR, Destination.DISK);
        if (rtt == STANDARD_RTT_MILLIS) {
            // Other cases take their processor time from these runs.
            pair.settle(sitting.isQuick());
        } else {
            pair.warmUp();
        }
        List<WorkFile> files = pair.make("work", sitting.workload(BigFile.FULL, BigFile.QUICK));
        Series series = Series.measure(pair, files, sitting.runs());
        if (rtt == STANDARD_RTT_MILLIS) {
            series = sitting.once("big file " + Protection.CLEAR, Series.class, constant(series));
        }
        sitting.remember(series);
        double rate = series.median(Run::megabytesPerSecond);
        figures.add(
                Figure.judged(
                                "link-share-%dms".formatted(rtt),
                                BigFile.ofLink(rate, stage.rig().spec()),
                                "of the link",
                                Target.atLeast(0.90))
                        .of(series));
        if (ceiling.isPresent()) {
            figures.add(
                    Figure.judged(
                                    "iperf3-share-%dms".formatted(rtt),
                                    rate / ceiling.get(),
                                    "of iperf3 -P 64",
                                    Target.atLeast(0.95))
                            .judgedBy(series)
                            .with("iperf3MegabytesPerSecond", CaseReport.rounded(ceiling.get())));
        }
        if (rtt == STANDARD_RTT_MILLIS) {
            firstGigabyte(sitting, stage, pair);
            pair.close();
            List<WorkFile> given =
                    sitting.isQuick()
                            ? pair.make("peers", sitting.workload(BigFile.QUICK_PEERS))
                            : files;
            String where = sitting.isQuick() ? "peers" : "work";
            trials.addAll(sitting.peers(stage, Destination.DISK, where, given, List.of()));
        }
    }

    private static Sitting.Measuring<Series> constant(Series series) {
        return () -> series;
    }

    /// Warm over the pool that is open; cold with new agents, each warmed within its own site, and
    /// a kernel that has forgotten the way.
    private void firstGigabyte(Sitting sitting, Stage stage, Pair warm)
            throws IOException, InterruptedException {
        List<WorkFile> gigabyte = warm.make("gigabyte", sitting.workload(GIGABYTE));
        figures.add(
                first("first-gigabyte-warm", 4.4, Series.measure(warm, gigabyte, sitting.runs())));
        List<Series> cold = new ArrayList<>();
        for (int number = 1; number <= sitting.runs(); number++) {
            try (Pair pair = stage.pair(Protection.CLEAR, Destination.DISK, number, List.of())) {
                pair.warmUpApart();
                stage.rig().forgetRoutes();
                cold.add(Series.measure(pair, gigabyte, 1));
            }
        }
        figures.add(first("first-gigabyte-cold", 5.5, Series.joined(cold)));
    }

    private static Figure first(String name, double seconds, Series series) {
        return Figure.judged(
                        name,
                        series.median(run -> run.done().seconds()),
                        "s",
                        Target.atMost(seconds))
                .of(series);
    }
}
