package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.godwit.agent.wire.Frame;
import org.godwit.model.Bottleneck;
import org.junit.jupiter.api.Test;

class SendGovernorTest {
    private static final int CONNECTIONS = 50;
    private static final long HALF_A_SECOND = 500_000_000;
    private static final int RTT = 150_000;

    private final SendGovernor governor = new SendGovernor(0);
    private long now;

    @Test
    void pacesNothingWhileNothingIsLost() {
        assertThat(halfASecond(100_000_000, 250_000, 0)).isZero();
        assertThat(halfASecond(125_000_000, 250_000, 400)).isZero();
    }

    @Test
    void pacesNothingWhereLossesComeWithoutAQueue() {
        assertThat(halfASecond(100_000_000, RTT + 2_000, 10_000)).isZero();
    }

    @Test
    void pacesToALittleLessThanWhatArrivesOnceAQueueOverflows() {
        assertThat(halfASecond(100_000_000, 250_000, 100_000)).isEqualTo(3_920_000);
    }

    @Test
    void triesForMoreInGrowingStepsWhileWhatIsAllowedIsUsed() {
        long first = halfASecond(100_000_000, 250_000, 100_000);
        long second = halfASecond(first * CONNECTIONS / 2, 200_000, 0);
        long third = halfASecond(second * CONNECTIONS / 2, 200_000, 0);
        assertThat(second - first).isEqualTo(20_000);
        assertThat(third - second).isEqualTo(24_000);
        long capAfterTenSeconds = third;
        for (int i = 0; i < 20; i++) {
            capAfterTenSeconds = halfASecond(capAfterTenSeconds * CONNECTIONS / 2, RTT, 0);
        }
        assertThat(capAfterTenSeconds).isGreaterThan(2 * third);
    }

    @Test
    void triesForNoMoreThanItSends() {
        long capped = halfASecond(100_000_000, 250_000, 100_000);
        assertThat(halfASecond(capped * CONNECTIONS / 4, RTT, 0)).isEqualTo(capped);
    }

    @Test
    void pacesAGrantedRateWithRoomForUnevenConnections() {
        now += HALF_A_SECOND;
        governor.onTaken(10_000_000);
        assertThat(governor.perConnection(conditions(RTT, 0), CONNECTIONS, 20_000_000, now))
                .isEqualTo(600_000);
    }

    @Test
    void aSessionWithoutConnectionsIsLeftAlone() {
        assertThat(governor.perConnection(conditions(0, 0), 0, 0, HALF_A_SECOND)).isZero();
    }

    /// @return what each connection may send after it
    private long halfASecond(long bytes, int rtt, int lostPpm) {
        now += HALF_A_SECOND;
        governor.onTaken(bytes);
        return governor.perConnection(conditions(rtt, lostPpm), CONNECTIONS, 0, now);
    }

    private static Frame.Conditions conditions(int rtt, int lostPpm) {
        return new Frame.Conditions(rtt, RTT, 4 << 20, lostPpm, Bottleneck.LINK);
    }
}
