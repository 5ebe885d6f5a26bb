package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.Workload;
import org.godwit.it.wan.cases.Sitting.Destination;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.model.Protection;

/// Large, middling and small files as one submission, as a night of a survey brings them.
final class Night implements Case<Sitting> {
    static final String FULL = "4x1GiB+400x4MiB+4000x64KiB";
    static final String QUICK = "2x512MiB+200x4MiB+2000x64KiB";

    @Override
    public String name() {
        return "night";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        Workload workload = sitting.workload(FULL, QUICK);
        try (Stage stage = sitting.stage(name(), LinkSpec.standard())) {
            Pair pair = stage.pair(Protection.CLEAR, Destination.DISK);
            pair.warmUp();
            List<WorkFile> files = pair.make("work", workload);
            // As for small files: agents run for weeks.
            Run _ = pair.move(files);
            Series series = sitting.remember(Series.measure(pair, files, sitting.runs()));
            double share =
                    BigFile.ofLink(series.median(Run::megabytesPerSecond), stage.rig().spec());
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged("link-share", share, "of the link", Target.atLeast(0.88))
                                    .of(series)),
                    Map.of("workload", workload.toString()));
        }
    }
}
