package org.godwit.it.rules;

import java.util.List;
import java.util.Map;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;

/// A rule on a large dataset of which all replicas exist: until it is OK.
final class PresentMillion implements Case<Sitting> {
    private static final double SECONDS_MAX = 5;
    private static final double FILES = 1e6;

    @Override
    public String name() {
        return "present-1m";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws InterruptedException {
        LargeDataset dataset = sitting.large();
        long start = sitting.clock().nanoTime();
        RuleId rule = dataset.present("UK");
        double answered = sitting.seconds(start);
        dataset.workshop().await(rule, row -> row.state() == RuleState.OK);
        double seconds = sitting.seconds(start);
        return new CaseReport(
                name(),
                List.of(
                        Figure.judged(
                                "planned",
                                seconds,
                                "s",
                                Target.atMost(SECONDS_MAX * dataset.size() / FILES)),
                        Figure.reported("acknowledged", answered * 1e3, "ms"),
                        Figure.reported("locks", dataset.size() / seconds, "locks/s")),
                Map.of("files", dataset.size()));
    }
}
