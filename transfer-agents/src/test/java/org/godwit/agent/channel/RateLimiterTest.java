package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void letsTheRatePassExactlyWhateverThePiecesAndTheTimesOfAsking(long seed) {
        Random random = new Random(seed);
        long rate = 1_000_000L + random.nextInt(1_000_000_000);
        RateLimiter limiter = new RateLimiter();
        long now = random.nextLong();
        long end = now + 10 * SECOND;
        limiter.set(rate, now);
        long passed = 0;
        while (end - now > 0) {
            while (limiter.mayPass(now)) {
                int piece = 1 + random.nextInt(1 << 20);
                limiter.passed(piece, now);
                passed += piece;
            }
            now += limiter.pause(now).toNanos() + random.nextInt(100_000);
        }
        assertThat(passed).isCloseTo(10 * rate, Percentage.withPercentage(1));
    }

    @Test
    void doesNotMakeUpForALongPause() {
        RateLimiter limiter = new RateLimiter();
        limiter.set(100_000_000, 0);
        long now = 60 * SECOND;
        long passed = 0;
        while (limiter.mayPass(now)) {
            limiter.passed(100_000, now);
            passed += 100_000;
        }
        assertThat(passed).isLessThan(100_000_000 / 10);
    }

    @Test
    void withoutARateEverythingPassesAtOnce() {
        RateLimiter limiter = new RateLimiter();
        limiter.passed(1L << 40, 0);
        assertThat(limiter.mayPass(0)).isTrue();
        assertThat(limiter.pause(0)).isZero();
    }

    @Test
    void whatHasPassedAtARateNextToNothingIsPaidForAtTheNextRate() {
        RateLimiter limiter = new RateLimiter();
        limiter.set(1, 0);
        limiter.passed(1 << 20, 0);
        assertThat(limiter.pause(0)).isGreaterThan(Duration.ofDays(10));

        limiter.set(1 << 20, SECOND);

        assertThat(limiter.pause(SECOND)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(1));
    }

    @Test
    void aChangedRateHoldsFromThenOn() {
        RateLimiter limiter = new RateLimiter();
        limiter.set(1_000_000, 0);
        limiter.passed(1_000_000, 0);
        limiter.set(0, SECOND / 2);
        assertThat(limiter.mayPass(SECOND / 2)).isTrue();
        limiter.set(1_000, SECOND);
        limiter.passed(1_000, SECOND);
        assertThat(limiter.pause(SECOND)).isEqualTo(Duration.ofSeconds(1));
    }
}
