package org.godwit.it.sim;

import java.util.Optional;

/// Proves that the checks can fail: runs schedules with a bug put in until one of them finds it.
public final class MutantHunt {
    private MutantHunt() {}

    /// The first schedule of `schedules` from a seed on that finds the bug, if one does.
    public static Optional<ScheduleResult> find(Mutant mutant, long seed, int schedules) {
        for (long number = seed; number < seed + schedules; number++) {
            ScheduleResult result = Simulation.mutated(number, mutant);
            if (result.violation().isPresent()) {
                return Optional.of(result);
            }
        }
        return Optional.empty();
    }
}
