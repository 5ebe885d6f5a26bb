package org.godwit.it.sim;

import java.util.EnumMap;
import java.util.Map;

/// Seeds whose schedules have found mutants: where the search for each begins, so that it is short.
/// A change of the simulator changes what seeds mean; `./godwit simulate --mutants` finds new ones.
public final class KillingSeeds {
    /// Those that are not found by the first schedule.
    private static final Map<Mutant, Long> SEEDS =
            new EnumMap<>(
                    Map.of(
                            Mutant.ENGINE_TRUSTS_ANYBODY, 6L,
                            Mutant.AGENT_SKIPS_CHECKSUM, 2L,
                            Mutant.ENGINE_ANSWERS_BEFORE_SYNC, 2L,
                            Mutant.AGENT_IGNORES_LEASES, 44L,
                            Mutant.ENGINE_TRUSTS_UNCONFIRMED, 6L));

    private KillingSeeds() {}

    /// Where to begin.
    public static long of(Mutant mutant) {
        return SEEDS.getOrDefault(mutant, 1L);
    }
}
