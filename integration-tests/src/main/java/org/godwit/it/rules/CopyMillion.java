package org.godwit.it.rules;

import java.util.List;
import java.util.Map;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.rule.RuleSpec;

/// A rule on a large dataset, all of it to be copied: until it is acknowledged, until all locks and
/// requests are made, and what others wait for meanwhile.
final class CopyMillion implements Case<Sitting> {
    private static final double ACKNOWLEDGED_MILLIS_MAX = 200;
    private static final double SECONDS_MAX = 8;
    private static final double FILES = 1e6;
    private static final double OTHERS_MILLIS_MAX = 50;
    private static final double HEAP_GROWTH_MIB_MAX = 32;

    @Override
    public String name() {
        return "copy-1m";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws InterruptedException {
        LargeDataset dataset = sitting.large();
        Workshop workshop = dataset.workshop();
        double heapBefore = Heap.liveMib();
        double answered;
        double seconds;
        double heapDuring;
        Bystander bystander = Bystander.start(workshop);
        try {
            long start = sitting.clock().nanoTime();
            RuleId rule = dataset.add(RuleSpec.of(1, "US"));
            answered = sitting.seconds(start);
            workshop.await(rule, row -> row.state() != RuleState.INJECT);
            seconds = sitting.seconds(start);
        } finally {
            bystander.stop();
        }
        heapDuring = Heap.liveMib();
        return new CaseReport(
                name(),
                List.of(
                        Figure.judged(
                                "planned",
                                seconds,
                                "s",
                                Target.atMost(SECONDS_MAX * dataset.size() / FILES)),
                        Figure.judged(
                                "acknowledged",
                                answered * 1e3,
                                "ms",
                                Target.atMost(ACKNOWLEDGED_MILLIS_MAX)),
                        Figure.judged(
                                        "others-p99",
                                        bystander.millis(0.99),
                                        "ms",
                                        Target.atMost(OTHERS_MILLIS_MAX))
                                .with("commands", bystander.count())
                                .with("p50", bystander.millis(0.5))
                                .with("worst", bystander.millis(1)),
                        Figure.judged(
                                "heap-growth",
                                Math.max(0, heapDuring - heapBefore),
                                "MiB",
                                Target.atMost(HEAP_GROWTH_MIB_MAX)),
                        Figure.reported("locks", dataset.size() / seconds, "locks/s")),
                Map.of("files", dataset.size(), "residentPeakMib", Heap.residentPeakMib()));
    }
}
