package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.godwit.agent.wire.Frame;
import org.godwit.model.Bottleneck;
import org.junit.jupiter.api.Test;

class ConnectionTunerTest {
    private static final int RTT_150_MS = 150_000;
    private static final long STOCK_SEND_BUFFER = 4 << 20;
    private static final long TUNED_SEND_BUFFER = 512L << 20;

    private final ConnectionTuner tuner = new ConnectionTuner(0);

    private void say(Bottleneck stage, long sendBuffer, long rate, int times) {
        for (int i = 0; i < times; i++) {
            tuner.onConditions(
                    new Frame.Conditions(RTT_150_MS, RTT_150_MS, sendBuffer, 0, stage),
                    rate,
                    stage);
        }
    }

    @Test
    void beginsWithAFewUntilTheRoundTripIsKnown() {
        assertThat(tuner.wanted(0)).isEqualTo(ConnectionTuner.CONNECTIONS_AT_FIRST);
    }

    @Test
    void aLongWayFromAnUntunedHostNeedsManyANearOneFew() {
        tuner.onRtt(RTT_150_MS);
        assertThat(tuner.wanted(0)).isBetween(50, ConnectionTuner.CONNECTIONS_MAX);
        tuner.onRtt(200);
        assertThat(tuner.wanted(0)).isEqualTo(ConnectionTuner.CONNECTIONS_MIN);
    }

    @Test
    void aTunedHostNeedsFewAlsoForALongWay() {
        say(Bottleneck.LINK, TUNED_SEND_BUFFER, 900_000_000, 1);
        assertThat(tuner.wanted(0)).isEqualTo(ConnectionTuner.CONNECTIONS_MIN);
    }

    @Test
    void whoSeesAPartOfASharedLinkUsesAsManyAsTheOthers() {
        tuner.onRtt(RTT_150_MS);
        int unmeasured = tuner.wanted(0);
        say(Bottleneck.LINK, STOCK_SEND_BUFFER, 40_000_000, 10);
        assertThat(tuner.wanted(0)).isEqualTo(unmeasured);
    }

    @Test
    void aLinkThatCarriedMoreThanExpectedGetsMore() {
        ConnectionTuner near = new ConnectionTuner(0);
        near.onRtt(RTT_150_MS / 5);
        int unmeasured = near.wanted(0);
        near.onConditions(
                new Frame.Conditions(
                        RTT_150_MS / 5, RTT_150_MS / 5, STOCK_SEND_BUFFER, 0, Bottleneck.LINK),
                2_000_000_000,
                Bottleneck.LINK);
        assertThat(near.wanted(0)).isGreaterThan(2 * unmeasured);
    }

    @Test
    void whatADiskHeldUpDoesNotMeasureTheLink() {
        say(Bottleneck.SOURCE_DISK, STOCK_SEND_BUFFER, 10_000_000, 100);
        assertThat(tuner.wanted(0)).isBetween(50, ConnectionTuner.CONNECTIONS_MAX);
    }

    @Test
    void aCapNeedsOnlyWhatCarriesIt() {
        tuner.onRtt(RTT_150_MS);
        assertThat(tuner.wanted(50_000_000)).isBetween(4, 8);
    }

    @Test
    void growsWhileWindowsHoldTheRateUpAndItHelps() {
        say(Bottleneck.LINK, 5 * STOCK_SEND_BUFFER, 100_000_000, 1);
        int before = tuner.wanted(0);
        say(Bottleneck.WINDOW, 5 * STOCK_SEND_BUFFER, 100_000_000, 8);
        int once = tuner.wanted(0);
        assertThat(once).isGreaterThan(before);
        say(Bottleneck.WINDOW, 5 * STOCK_SEND_BUFFER, 150_000_000, 8);
        int twice = tuner.wanted(0);
        assertThat(twice).isGreaterThan(once);
        say(Bottleneck.WINDOW, 5 * STOCK_SEND_BUFFER, 151_000_000, 80);
        assertThat(tuner.wanted(0)).as("after a growth in vain").isEqualTo(twice);
    }

    @Test
    void neverWantsMoreThanTheMost() {
        for (int round = 1; round < 20; round++) {
            say(Bottleneck.LOSS, STOCK_SEND_BUFFER, 10_000_000L << round, 8);
            assertThat(tuner.wanted(0)).isLessThanOrEqualTo(ConnectionTuner.CONNECTIONS_MAX);
        }
    }

    @Test
    void anAdminsNumberHoldsWhateverIsMeasured() {
        ConnectionTuner fixed = new ConnectionTuner(3);
        fixed.onRtt(RTT_150_MS);
        assertThat(fixed.wanted(0)).isEqualTo(3);
    }
}
