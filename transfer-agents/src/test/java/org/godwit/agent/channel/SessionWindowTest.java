package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.godwit.agent.wire.Frame;
import org.godwit.model.Bottleneck;
import org.junit.jupiter.api.Test;

class SessionWindowTest {
    private static final int MIN_RTT_MICROS = 150_000;
    private static final int FULL = 250_000;
    private static final int EMPTY = 160_000;
    private static final long RATE = 250_000_000;
    private static final long FILLING = RATE * MIN_RTT_MICROS / 1_000_000;
    private static final int OVERFLOWING = 200_000;
    private static final Duration STATEMENT = Duration.ofMillis(500);

    private final SessionWindow window = new SessionWindow();
    private long nanos = 1;
    private long arrived;

    private void seconds(int seconds, long rate, int rttMicros, int ppm) {
        seconds(seconds, rate, rttMicros, ppm, Bottleneck.LINK);
    }

    private void seconds(int seconds, long rate, int rttMicros, int ppm, Bottleneck stage) {
        for (int i = 0; i < 2 * seconds; i++) {
            nanos += STATEMENT.toNanos();
            arrived += rate / 2;
            window.onConditions(
                    new Frame.Conditions(rttMicros, MIN_RTT_MICROS, 4 << 20, ppm, stage),
                    arrived,
                    stage,
                    nanos);
        }
    }

    private void bound() {
        seconds(4, RATE, FULL, OVERFLOWING);
        assertThat(window.bytes()).isPositive();
    }

    @Test
    void aSessionThatOverflowsNoQueueHasNoBound() {
        seconds(10, RATE, FULL, 0);
        seconds(10, RATE, EMPTY, OVERFLOWING);
        assertThat(window.bytes()).isZero();
    }

    @Test
    void aQueueThatOverflowsBringsABoundThatStillFillsTheLink() {
        bound();
        seconds(60, RATE, FULL, 0);
        assertThat(window.bytes()).isBetween(FILLING * 11 / 10, FILLING * 14 / 10);
    }

    @Test
    void aHiccupMakesTheBoundNoSmaller() {
        bound();
        seconds(5, RATE, FULL, 0);
        long before = window.bytes();
        seconds(3, RATE / 20, FULL, 0);
        assertThat(window.bytes()).isEqualTo(before);
    }

    @Test
    void timeWithNothingToFetchSaysNothingOfTheLink() {
        bound();
        seconds(5, RATE, FULL, 0);
        long before = window.bytes();
        seconds(60, RATE / 100, EMPTY, 0, Bottleneck.ORDERS);
        nanos += Duration.ofMinutes(5).toNanos();
        seconds(5, RATE, FULL, 0);
        assertThat(window.bytes()).isEqualTo(before);
    }

    @Test
    void theBoundGrowsWithTheRate() {
        bound();
        seconds(5, RATE, FULL, 0);
        long before = window.bytes();
        seconds(5, 2 * RATE, EMPTY, 0);
        assertThat(window.bytes()).isGreaterThan(before * 3 / 2);
    }

    @Test
    void aBoundThatDoesNotHelpIsGivenUpForAMinuteAndTriedAgain() {
        bound();
        seconds(14, RATE, FULL, OVERFLOWING);
        assertThat(window.bytes()).isZero();
        seconds(50, RATE, FULL, OVERFLOWING);
        assertThat(window.bytes()).isZero();
        seconds(11, RATE, FULL, OVERFLOWING);
        assertThat(window.bytes()).isPositive();
    }

    @Test
    void aBoundIsGivenUpForLongerEachTimeUnlessItHeld() {
        bound();
        giveUp();
        seconds(60, RATE, FULL, 0);
        bound();
        giveUp();
        seconds(60, RATE, FULL, 0);
        seconds(4, RATE, FULL, OVERFLOWING);
        assertThat(window.bytes()).as("after the second time").isZero();

        seconds(60, RATE, FULL, 0);
        bound();
        seconds(150, RATE, FULL, 0);
        giveUp();
        seconds(60, RATE, FULL, 0);
        bound();
    }

    private void giveUp() {
        seconds(14, RATE, FULL, OVERFLOWING);
        assertThat(window.bytes()).isZero();
    }

    @Test
    void aBoundThatCostsRateIsGivenUp() {
        bound();
        seconds(20, RATE, FULL, 0);
        seconds(10, RATE * 8 / 10, EMPTY, 0);
        assertThat(window.bytes()).isZero();
    }

    @Test
    void aSessionThatJoinsTakesRateButNotTheBound() {
        bound();
        seconds(20, RATE, FULL, 0);
        seconds(3, RATE * 7 / 10, FULL, OVERFLOWING);
        seconds(10, RATE * 6 / 10, FULL, 0);
        seconds(60, RATE / 2, FULL, 0);
        assertThat(window.bytes()).isBetween(FILLING / 2, FILLING * 8 / 10);
    }

    @Test
    void whatKeepsTakingRateWithoutLettingTheQueueBeCalmEndsTheBound() {
        bound();
        for (int part = 100; part > 40; part -= 10) {
            seconds(1, RATE * part / 100, FULL, OVERFLOWING);
            seconds(5, RATE * part / 100, FULL, 0);
        }
        assertThat(window.bytes()).isZero();
    }

    @Test
    void whatLossesTookFromABoundComesBackWithTheCalm() {
        bound();
        seconds(20, RATE, FULL, 0);
        long before = window.bytes();
        seconds(5, RATE, FULL, OVERFLOWING);
        assertThat(window.bytes()).isLessThan(before);
        seconds(15, RATE, FULL, 0);
        assertThat(window.bytes()).isEqualTo(before);
    }

    @Test
    void theSmallerOfTwoSessionsMayHaveRelativelyMoreOnItsWay() {
        bound();
        seconds(20, RATE, FULL, 0);
        double large = (double) window.bytes() / RATE;
        SessionWindowTest other = new SessionWindowTest();
        other.seconds(4, RATE / 10, FULL, OVERFLOWING);
        other.seconds(5, RATE / 10, FULL, 0);
        assertThat((double) other.window.bytes() / (RATE / 10)).isGreaterThan(large);
    }
}
