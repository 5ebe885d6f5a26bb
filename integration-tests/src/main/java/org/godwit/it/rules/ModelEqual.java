package org.godwit.it.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.rules.model.ModelRun;

/// Random commands to the engine's decisions and to a naive model of what rules mean; after each
/// run both must agree.
final class ModelEqual implements Case<Sitting> {
    private static final int RUNS = 10_000;
    private static final int RUNS_QUICK = 1_500;

    @Override
    public String name() {
        return "model";
    }

    @Override
    public CaseReport measure(Sitting sitting) {
        int runs = sitting.size(RUNS, RUNS_QUICK);
        int equal = 0;
        long commands = 0;
        for (int i = 0; i < runs; i++) {
            ModelRun run = new ModelRun(sitting.seed() + i);
            Optional<String> difference = run.difference();
            commands += run.commands();
            if (difference.isEmpty()) {
                equal++;
            } else {
                sitting.progress()
                        .say("seed %d: %s".formatted(sitting.seed() + i, difference.get()));
            }
        }
        return new CaseReport(
                name(),
                List.of(Figure.judged("equal", equal, "runs", Target.atLeast(runs))),
                Map.of("runs", runs, "commands", commands));
    }
}
