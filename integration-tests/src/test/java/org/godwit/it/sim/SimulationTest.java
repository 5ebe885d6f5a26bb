package org.godwit.it.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The simulator itself: what `./godwit simulate` runs, two thousand schedules of it, and the proof
/// that its checks can fail. `-Dseed=…` and `-Dschedules=…` choose others.
final class SimulationTest {
    private static final long SEED = Long.getLong("seed", 1);
    private static final int SCHEDULES = Integer.getInteger("schedules", 2_000);

    /// Schedules within which a mutant must be found; most fall in the first.
    private static final int HUNT_MAX = 200;

    @Test
    void everyInvariantHoldsInEverySchedule() {
        List<ScheduleResult> results = new Schedules(SEED, SCHEDULES, 2).run(done -> {});

        Map<Fault, Long> faults = new TreeMap<>();
        results.forEach(result ->
                result.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum)));
        System.out.printf(
                "%d schedules from seed %d: %d events, %s%n",
                results.size(),
                SEED,
                results.stream().mapToLong(ScheduleResult::events).sum(),
                faults);
        assertThat(results)
                .hasSize(SCHEDULES)
                .allSatisfy(result ->
                        assertThat(result.violation())
                                .as(
                                        "%s; ./godwit simulate --schedules 1 --seed %d --trace",
                                        result.options(), result.seed())
                                .isEmpty());
        assertThat(faults).containsOnlyKeys(Fault.values());
    }

    @Test
    void theSameSeedLeavesTheSameTrace() {
        for (long seed = SEED; seed < SEED + 3; seed++) {
            assertThat(Simulation.hashed(seed).traceHash())
                    .as("seed %d", seed)
                    .isPresent()
                    .isEqualTo(Simulation.hashed(seed).traceHash());
        }
    }

    @Test
    void differentSeedsHaveDifferentFaults() {
        Set<Set<Fault>> seen = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            seen.add(SimOptions.of(seed).faults());
        }
        assertThat(seen).hasSizeGreaterThan(45);
        assertThat(Arrays.stream(Fault.values()))
                .allSatisfy(fault ->
                        assertThat(seen).anySatisfy(set -> assertThat(set).doesNotContain(fault)));
    }

    @ParameterizedTest
    @EnumSource
    void everyMutantIsFound(Mutant mutant) {
        assertThat(MutantHunt.find(mutant, KillingSeeds.of(mutant), HUNT_MAX))
                .as(
                        "%s survives %d schedules from seed %d",
                        mutant, HUNT_MAX, KillingSeeds.of(mutant))
                .isPresent();
    }
}
