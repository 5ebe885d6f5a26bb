package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.List;
import java.util.Map;
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

/// Blocks that are flipped, swapped, overwritten by another and truncated in the destination's
/// buffers, before it has looked at them: all must be found, and only they fetched again.
final class Corrupt implements Case<Sitting> {
    private static final int BLOCKS = 1_000;

    /// Blocks of a megabyte, so that every second one is damaged.
    private static final String WORKLOAD = "4x512MiB";

    private static final int EVERY = 2;

    @Override
    public String name() {
        return "corrupt";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        Workload workload = sitting.workload(WORKLOAD);
        try (Stage stage = sitting.stage(name(), LinkSpec.standard())) {
            Pair pair =
                    stage.pair(
                            Protection.CLEAR,
                            Destination.DISK,
                            0,
                            List.of("--damage-every", "" + EVERY, "--damage-most", "" + BLOCKS));
            List<WorkFile> files = pair.make("work", workload);
            Run run = pair.move(files);
            AgentReport.Damage damage = pair.receiver().damage();
            long beyond = run.done().bytesMoved() - run.done().bytes() - damage.bytes();
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged(
                                    "damaged-blocks",
                                    damage.blocks(),
                                    "blocks",
                                    Target.atLeast(BLOCKS)),
                            Figure.judged(
                                            "not-found",
                                            run.wrong().size() + run.done().failed(),
                                            "files wrong or missing",
                                            Target.atMost(0))
                                    .with("failures", run.done().reasons()),
                            Figure.judged(
                                    "sent-again-needlessly",
                                    (double) beyond,
                                    "bytes",
                                    Target.atMost(0))),
                    Map.of("workload", workload.toString(), "damagedBytes", damage.bytes()));
        }
    }
}
