package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.cases.Sitting.Destination;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.model.Protection;

/// One large file on the standard link while packets are lost at random.
final class Loss implements Case<Sitting> {
    /// Share of the link to reach, by percent of packets lost.
    private static final Map<Double, Double> TARGETS =
            new TreeMap<>(Map.of(0.01, 0.88, 0.1, 0.86, 1.0, 0.75));

    @Override
    public String name() {
        return "loss";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        try (Stage stage = sitting.stage(name(), LinkSpec.standard())) {
            Pair pair = stage.pair(Protection.CLEAR, Destination.DISK);
            pair.settle(sitting.isQuick());
            List<WorkFile> files = pair.make("work", sitting.workload(BigFile.FULL, BigFile.QUICK));
            for (Map.Entry<Double, Double> loss : TARGETS.entrySet()) {
                sitting.progress().say("loss of " + loss.getKey() + " %");
                stage.rig().link().setLoss(loss.getKey() / 100);
                Series series = sitting.remember(Series.measure(pair, files, sitting.runs()));
                figures.add(
                        Figure.judged(
                                        "link-share-%s%%".formatted(loss.getKey()),
                                        BigFile.ofLink(
                                                series.median(Run::megabytesPerSecond),
                                                stage.rig().spec()),
                                        "of the link",
                                        Target.atLeast(loss.getValue()))
                                .of(series));
            }
        }
        return new CaseReport(
                name(),
                figures,
                Map.of("workload", sitting.workload(BigFile.FULL, BigFile.QUICK).toString()));
    }
}
