package org.godwit.it.sim;

import java.util.EnumMap;
import java.util.Map;

/// Seeds whose schedules have found mutants: where the search for each begins, so that it is short.
/// A change of the simulator changes what seeds mean; `./godwit simulate --mutants` finds new ones.
public final class KillingSeeds {
    private static final Map<Mutant, Long> SEEDS = new EnumMap<>(Mutant.class);

    private KillingSeeds() {}

    /// Where to begin.
    public static long of(Mutant mutant) {
        return SEEDS.getOrDefault(mutant, 1L);
    }
}
