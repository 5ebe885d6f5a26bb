package org.godwit.it.rules;

import java.util.List;
import java.util.Map;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.it.sim.ScheduleResult;
import org.godwit.it.sim.Schedules;

/// Simulated days with everything that goes wrong, one in a hundred of them twice: no invariant is
/// broken, and the same seed leaves the same trace.
final class SimulatedSchedules implements Case<Sitting> {
    private static final int SCHEDULES = 10_000;
    private static final int SCHEDULES_QUICK = 400;
    private static final double SECONDS_MAX = 1_200;
    private static final int THREADS = 2;

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public CaseReport measure(Sitting sitting) {
        int count = sitting.size(SCHEDULES, SCHEDULES_QUICK);
        long start = sitting.clock().nanoTime();
        List<ScheduleResult> results =
                new Schedules(sitting.seed(), count, THREADS)
                        .run(done -> {
                            if (done % 100 == 0) {
                                sitting.progress().say(done + " of " + count + " schedules");
                            }
                        });
        double seconds = sitting.seconds(start);
        long broken = results.stream().filter(result -> result.violation().isPresent()).count();
        results.stream()
                .filter(result -> result.violation().isPresent())
                .forEach(result ->
                        sitting.progress()
                                .say("seed " + result.seed() + ": " + result.violation().get()));
        return new CaseReport(
                name(),
                List.of(
                        Figure.judged(
                                "violations", (double) broken, "violations", Target.atMost(0)),
                        Figure.judged(
                                "time",
                                seconds,
                                "s",
                                Target.atMost(SECONDS_MAX * count / SCHEDULES)),
                        Figure.reported(
                                "same-trace-twice",
                                (double)
                                        results.stream()
                                                .filter(r -> r.traceHash().isPresent())
                                                .count(),
                                "schedules")),
                Map.of(
                        "schedules",
                        count,
                        "events",
                        results.stream().mapToLong(ScheduleResult::events).sum()));
    }
}
