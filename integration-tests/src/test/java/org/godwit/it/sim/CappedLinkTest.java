package org.godwit.it.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The engine's shares of a cap and the agents' books of them, run against each other over virtual
/// time. `-Dseed=…` chooses other schedules.
final class CappedLinkTest {
    private static final long SEED = Long.getLong("seed", 1);
    private static final int SCHEDULES = 40;

    static LongStream seeds() {
        return LongStream.range(SEED, SEED + SCHEDULES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agentsComeAndGoAndNeverHaveMoreThanTheCapTogether(long seed) {
        CappedLink.Result result = CappedLink.run(seed, Optional.empty());

        assertThat(result.violation()).as("seed %d", seed).isEmpty();
        assertThat(result.highest()).isGreaterThan(CappedLink.CAP * 95 / 100);
        assertThat(result.shared()).as("events with three at once").isGreaterThan(1_000);
        assertThat(result.spread()).as("Jain's index in the calm").isGreaterThan(0.95);
        assertThat(result.used()).as("part of the cap in use").isGreaterThan(0.9);
    }

    @ParameterizedTest
    @EnumSource(names = {"AGENT_IGNORES_LEASES", "ENGINE_TRUSTS_UNCONFIRMED"})
    void aBugInLeasesIsFound(Mutant mutant) {
        assertThat(seeds())
                .as("schedules from seed %d", SEED)
                .anySatisfy(seed ->
                        assertThat(CappedLink.run(seed, Optional.of(mutant)).violation())
                                .hasValueSatisfying(text -> assertThat(text).contains("S9")));
    }

    @Test
    void theSameSeedIsTheSameSchedule() {
        assertThat(CappedLink.run(SEED, Optional.empty()))
                .isEqualTo(CappedLink.run(SEED, Optional.empty()));
    }
}
