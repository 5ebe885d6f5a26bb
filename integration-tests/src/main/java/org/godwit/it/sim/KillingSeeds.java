package org.godwit.it.sim;

import java.util.EnumMap;
import java.util.Map;

/// Seeds whose schedules have found mutants: where the search for each begins, so that it is short.
/// A change of the simulator changes what seeds mean; `./godwit simulate --mutants` finds new ones.
public final class KillingSeeds {
    /// Those that are not found by the first schedule.
    private static final Map<Mutant, Long> SEEDS =
            new EnumMap<>(
                    Map.ofEntries(
                            Map.entry(Mutant.ENGINE_TRUSTS_ANYBODY, 30L),
                            Map.entry(Mutant.AGENT_FORGETS_EPOCH, 4L),
                            Map.entry(Mutant.AGENT_ADOPTS_ANYTHING, 4L),
                            Map.entry(Mutant.ENGINE_ANSWERS_BEFORE_SYNC, 2L),
                            Map.entry(Mutant.ENGINE_KEEPS_LOST_ORDERS, 4L),
                            Map.entry(Mutant.ENGINE_TAKES_ANY_ATTEMPT, 5L),
                            Map.entry(Mutant.AGENT_IGNORES_LEASES, 23L),
                            Map.entry(Mutant.ENGINE_TRUSTS_UNCONFIRMED, 80L),
                            Map.entry(Mutant.AGENT_DELETES_OUT_OF_TURN, 45L),
                            Map.entry(Mutant.ENGINE_ASKS_NO_WITNESS, 45L),
                            Map.entry(Mutant.ENGINE_TAKES_ANY_GENERATION, 45L),
                            Map.entry(Mutant.ENGINE_RESTORES_INCARNATION, 9L),
                            Map.entry(Mutant.ENGINE_DELETES_UNPERMITTED, 4L),
                            Map.entry(Mutant.ENGINE_MOVES_TOO_EARLY, 5L),
                            Map.entry(Mutant.ENGINE_FORGIVES_BAD, 2L)));

    private KillingSeeds() {}

    /// Where to begin.
    public static long of(Mutant mutant) {
        return SEEDS.getOrDefault(mutant, 1L);
    }
}
