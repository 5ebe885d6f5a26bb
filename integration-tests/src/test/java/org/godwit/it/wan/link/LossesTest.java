package org.godwit.it.wan.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LossesTest {
    private static final int SEGMENTS = 2_000_000;

    @ParameterizedTest
    @CsvSource({"0.0001,1", "0.001,2", "0.01,3", "0.5,4"})
    void asManyAreLostAsTheProbabilitySays(double probability, long seed) {
        double lost = lost(new Losses(new SplittableRandom(seed), probability), SEGMENTS).size();

        double deviation = Math.sqrt(SEGMENTS * probability * (1 - probability));
        assertThat(lost)
                .isBetween(
                        SEGMENTS * probability - 5 * deviation,
                        SEGMENTS * probability + 5 * deviation);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theSameSeedLosesTheSameSegmentsHoweverTheyArePacked(long seed) {
        List<Long> one = lost(new Losses(new SplittableRandom(seed), 0.01), 100_000);

        Losses losses = new Losses(new SplittableRandom(seed), 0.01);
        List<Long> single = new ArrayList<>();
        for (long i = 0; i < 100_000; i++) {
            if (losses.pass(1) == 0) {
                single.add(i);
            }
        }
        assertThat(one).isEqualTo(single);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1000"})
    void noneAndAllAreLosses(double probability, int lost) {
        assertThat(lost(new Losses(new SplittableRandom(1), probability), 1_000)).hasSize(lost);
    }

    /// Passes segments in runs of one to seven and tells which were lost.
    private static List<Long> lost(Losses losses, int segments) {
        List<Long> lost = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(7);
        long at = 0;
        while (at < segments) {
            int run = (int) Math.min(random.nextInt(1, 8), segments - at);
            while (run > 0) {
                int passed = losses.pass(run);
                at += passed;
                run -= passed;
                if (run > 0) {
                    lost.add(at++);
                    run--;
                }
            }
        }
        return lost;
    }
}
