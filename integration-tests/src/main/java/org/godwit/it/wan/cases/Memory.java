package org.godwit.it.wan.cases;

import java.io.IOException;
import java.util.ArrayList;
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

/// Memory of the agents: the most direct memory at any moment of any run of the sitting, and
/// whether what the heap keeps grows from one submission to the next.
final class Memory implements Case<Sitting> {
    private static final int ROUNDS = 6;

    /// Rounds in which caches fill.
    private static final int FILLING = 1;

    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        Workload workload = sitting.workload("1x512MiB+50x4MiB+3000x64KiB");
        List<Double> senderHeap = new ArrayList<>();
        List<Double> receiverHeap = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        try (Stage stage = sitting.stage(name(), LinkSpec.standard())) {
            Pair pair = stage.pair(Protection.TLS, Destination.DISK);
            pair.warmUp();
            List<WorkFile> files = pair.make("work", workload);
            for (int i = 0; i < ROUNDS; i++) {
                runs.add(pair.move(files));
                senderHeap.add(pair.sender().usage(true).heapBytes() / MIB);
                receiverHeap.add(pair.receiver().usage(true).heapBytes() / MIB);
            }
        }
        runs.addAll(sitting.allRuns());
        double direct =
                runs.stream()
                        .flatMap(run -> List.of(run.sender(), run.receiver()).stream())
                        .mapToLong(AgentReport.Usage::directPeakBytes)
                        .max()
                        .orElse(0);
        return new CaseReport(
                name(),
                List.of(
                        Figure.judged("direct", direct / MIB, "MiB", Target.atMost(512))
                                .with("runs", runs.size()),
                        heap("sender-heap-growth", senderHeap),
                        heap("receiver-heap-growth", receiverHeap)),
                Map.of("workload", workload.toString(), "rounds", ROUNDS));
    }

    /// The slope of the rounds behind those that fill caches.
    private static Figure heap(String name, List<Double> mebibytes) {
        List<Statistics.Point> points = new ArrayList<>();
        for (int i = FILLING; i < mebibytes.size(); i++) {
            points.add(new Statistics.Point(i, mebibytes.get(i)));
        }
        return Figure.judged(name, Statistics.slope(points), "MiB a submission", Target.atMost(0.5))
                .with("heapMebibytes", mebibytes.stream().map(CaseReport::rounded).toList());
    }
}
