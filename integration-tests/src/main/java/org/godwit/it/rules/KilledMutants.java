package org.godwit.it.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.sim.KillingSeeds;
import org.godwit.it.sim.Mutant;
import org.godwit.it.sim.MutantHunt;
import org.godwit.it.sim.ScheduleResult;

/// Known bugs put into the simulated engines and agents one after the other: each is found, the
/// search beginning at the seed that has found it before.
final class KilledMutants implements Case<Sitting> {
    private static final int MUTANTS_MIN = 20;
    private static final int SCHEDULES_MAX = 200;

    @Override
    public String name() {
        return "mutants";
    }

    @Override
    public CaseReport measure(Sitting sitting) {
        Map<String, Object> seeds = new LinkedHashMap<>();
        List<Mutant> alive = new ArrayList<>();
        for (Mutant mutant : Mutant.values()) {
            Optional<ScheduleResult> found =
                    MutantHunt.find(mutant, KillingSeeds.of(mutant), SCHEDULES_MAX);
            found.ifPresentOrElse(
                    result -> seeds.put(mutant.name(), result.seed()), () -> alive.add(mutant));
        }
        return new CaseReport(
                name(),
                List.of(
                        Figure.judged("alive", alive.size(), "mutants", Target.atMost(0)),
                        Figure.judged(
                                "killed", seeds.size(), "mutants", Target.atLeast(MUTANTS_MIN))),
                Map.of("seeds", seeds, "survivors", alive));
    }
}
