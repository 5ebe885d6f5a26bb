package org.godwit.it.rules;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.DidType;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.rule.RetryRule;
import org.godwit.rule.RuleSpec;
import org.godwit.transfer.RetryPolicy;

/// Some locks of a large rule are stuck, since their source fails; another source is there. From
/// the command to repair the rule until new transfers of all of them are ordered from the other
/// source.
final class RepairStuck implements Case<Sitting> {
    private static final int FILES = 73_000;
    private static final int FILES_QUICK = 36_500;
    private static final int STUCK = 298;
    private static final double SECONDS_MAX = 1;
    private static final String DATASET = "repair";

    @Override
    public String name() {
        return "repair";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws InterruptedException {
        int files = sitting.size(FILES, FILES_QUICK);
        int stuck = Math.min(STUCK, files);
        try (Workshop workshop = sitting.workshop()) {
            workshop.collection(DATASET, DidType.DATASET);
            workshop.files(DATASET, "repair/", files);
            RuleId rule = workshop.rule(DATASET, RuleSpec.of(1, "US"));
            workshop.await(rule, row -> row.state() != RuleState.INJECT);
            Agents agents = Agents.register(workshop);
            Set<Long> failing = new HashSet<>();
            int seen = 0;
            while (seen < files) {
                seen +=
                        agents.report(order ->
                                failing.contains(order.id().did())
                                        || (failing.size() < stuck
                                                && failing.add(order.id().did())));
            }
            for (int failures = 1; failures < RetryPolicy.STUCK_AFTER; failures++) {
                retry(workshop, rule);
                for (int again = 0; again < stuck; ) {
                    again += agents.report(order -> true);
                }
            }
            workshop.await(rule, row -> row.state() == RuleState.STUCK);
            workshop.replicasAt("FR", "repair/", files);
            agents.live();
            long start = sitting.clock().nanoTime();
            retry(workshop, rule);
            Set<String> sources = new HashSet<>();
            for (int ordered = 0; ordered < stuck; ) {
                ordered +=
                        agents.report(order -> {
                            sources.add(order.source().rse());
                            return false;
                        });
            }
            workshop.await(rule, row -> row.state() == RuleState.OK);
            double seconds = sitting.seconds(start);
            return new CaseReport(
                    name(),
                    List.of(Figure.judged("repaired", seconds, "s", Target.atMost(SECONDS_MAX))),
                    Map.of("files", files, "stuck", stuck, "sources", sources));
        }
    }

    private static void retry(Workshop workshop, RuleId rule) {
        int put = RetryRule.REQUESTS_MAX;
        while (put == RetryRule.REQUESTS_MAX) {
            put = workshop.engine().call(new RetryRule(rule));
        }
    }
}
