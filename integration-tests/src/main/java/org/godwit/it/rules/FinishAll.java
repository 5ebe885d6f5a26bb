package org.godwit.it.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.rule.RuleSpec;

/// A rule on a container of many small datasets whose transfers all finish: the engine's work from
/// the first order to state OK.
final class FinishAll implements Case<Sitting> {
    private static final int FILES = 73_000;
    private static final int FILES_QUICK = 36_500;
    private static final double DATASETS_PER_FILE = 13_500.0 / FILES;
    private static final double SECONDS_MAX = 60;
    private static final int BATCH = 1_000;
    private static final String CONTAINER = "finish";

    @Override
    public String name() {
        return "finish";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws InterruptedException {
        int files = sitting.size(FILES, FILES_QUICK);
        int datasets = Math.max(1, (int) (files * DATASETS_PER_FILE));
        try (Workshop workshop = sitting.workshop()) {
            make(workshop, files, datasets);
            RuleId rule = workshop.rule(CONTAINER, RuleSpec.of(1, "US"));
            workshop.await(rule, row -> row.state() == RuleState.REPLICATING);
            Agents agents = Agents.register(workshop);
            long start = sitting.clock().nanoTime();
            int done = 0;
            while (done < files) {
                done += agents.report(order -> false);
            }
            workshop.await(rule, row -> row.state() == RuleState.OK);
            double seconds = sitting.seconds(start);
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged(
                                    "finished",
                                    seconds,
                                    "s",
                                    Target.atMost(SECONDS_MAX * files / FILES)),
                            Figure.reported("rate", files / seconds, "files/s")),
                    Map.of("files", files, "datasets", datasets));
        }
    }

    private static void make(Workshop workshop, int files, int datasets) {
        workshop.collection(CONTAINER, DidType.CONTAINER);
        List<Did> names =
                IntStream.range(0, datasets).mapToObj(i -> Workshop.did("set" + i)).toList();
        workshop.collections(names, DidType.DATASET);
        workshop.replicas("child/", files);
        List<Runnable> answers = new ArrayList<>();
        for (int i = 0; i < datasets; i++) {
            List<Did> children =
                    IntStream.range(
                                    (int) ((long) files * i / datasets),
                                    (int) ((long) files * (i + 1) / datasets))
                            .mapToObj(file -> Workshop.file("child/", file))
                            .toList();
            answers.add(workshop.attachLater(names.get(i).name(), children));
            if (answers.size() == BATCH) {
                answers.forEach(Runnable::run);
                answers.clear();
            }
        }
        answers.forEach(Runnable::run);
        for (int from = 0; from < datasets; from += BATCH) {
            workshop.attach(CONTAINER, names.subList(from, Math.min(datasets, from + BATCH)));
        }
    }
}
