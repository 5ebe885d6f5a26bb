package org.godwit.it.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.rule.RuleSpec;
import org.godwit.topology.Rses;
import org.godwit.topology.SetRseAttribute;

/// An RSE loses the attribute by which many rules have chosen it, and another has it: until every
/// rule has chosen anew and the replacement of each copy is on its way.
final class FollowChange implements Case<Sitting> {
    private static final int RULES = 1_000;
    private static final int RULES_QUICK = 1_000;
    private static final int FILES_EACH = 10;
    private static final double SECONDS_MAX = 5;
    private static final Duration LOOK_EVERY = Duration.ofMillis(2);

    @Override
    public String name() {
        return "follow";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws InterruptedException {
        int rules = sitting.size(RULES, RULES_QUICK);
        try (Workshop workshop = sitting.workshop()) {
            make(workshop, rules);
            workshop.engine().call(new SetRseAttribute("US", "tier", "1"));
            long start = sitting.clock().nanoTime();
            workshop.engine().call(new SetRseAttribute("FR", "tier", "0"));
            double answered = sitting.seconds(start);
            while (!workshop.engine().read(view -> isFollowed(view, rules))) {
                sitting.clock().sleep(LOOK_EVERY);
            }
            double seconds = sitting.seconds(start);
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged("replanned", seconds, "s", Target.atMost(SECONDS_MAX)),
                            Figure.reported("acknowledged", answered * 1e3, "ms")),
                    Map.of("rules", rules, "copies", rules * FILES_EACH));
        }
    }

    private static void make(Workshop workshop, int rules) {
        workshop.engine().call(new SetRseAttribute("FR", "tier", "1"));
        List<Did> names =
                IntStream.range(0, rules).mapToObj(i -> Workshop.did("follow" + i)).toList();
        workshop.collections(names, DidType.DATASET);
        workshop.replicasAt("FR", "follow/", rules * FILES_EACH);
        List<Runnable> answers = new ArrayList<>();
        for (int i = 0; i < rules; i++) {
            int first = i * FILES_EACH;
            answers.add(
                    workshop.attachLater(
                            names.get(i).name(),
                            IntStream.range(first, first + FILES_EACH)
                                    .mapToObj(file -> Workshop.file("follow/", file))
                                    .toList()));
        }
        answers.forEach(Runnable::run);
        names.forEach(name -> workshop.rule(name.name(), RuleSpec.of(1, "tier=1")));
    }

    private static boolean isFollowed(CatalogView view, int rules) {
        long moving = view.get(Tables.COUNTERS, CounterKey.lockMoves()).orElse(Count.ZERO).items();
        int us = Rses.id(view, "US");
        int chosen = 0;
        try (Cursor<RuleDidKey, TargetsRow> rows = view.scanAll(Tables.RULE_TARGETS)) {
            while (rows.hasNext()) {
                chosen += rows.next().getValue().rses().equals(List.of(us)) ? 1 : 0;
            }
        }
        return chosen == rules && moving == (long) rules * FILES_EACH;
    }
}
