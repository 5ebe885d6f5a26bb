package org.godwit.it.wan.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LineTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aBusyLineSendsExactlyItsRate() {
        Line line = new Line(937, 10_000);
        SplittableRandom random = new SplittableRandom(1);
        long bytes = 0;
        for (int i = 0; i < 10_000; i++) {
            int segments = random.nextInt(1, 8);
            int last = random.nextInt(64, 9_038);
            assertThat(line.admit(0, segments, 9_038, last)).isEqualTo(segments);
            bytes += (segments - 1) * 9_038L + last;
        }
        assertThat(line.free()).isEqualTo(Math.floorDiv(bytes * 8_000, 937));
    }

    @Test
    void anIdleLineSendsAtOnce() {
        Line line = new Line(1_000, 100);
        line.admit(0, 1, 0, 1_250);
        assertThat(line.free()).isEqualTo(10_000);
        line.admit(SECOND, 1, 0, 1_250);
        assertThat(line.free()).isEqualTo(SECOND + 10_000);
        assertThat(line.waitNanos()).isZero();
    }

    @Test
    void aFullQueueDropsWhatWouldWaitLonger() {
        // A segment takes 1 ms; those that start within 10 ms are taken.
        Line line = new Line(8, 10);
        assertThat(line.admit(0, 1, 0, 1_000)).isEqualTo(1);
        assertThat(line.admit(0, 20, 1_000, 1_000)).isEqualTo(10);
        assertThat(line.admit(0, 1, 0, 1_000)).isZero();
        assertThat(line.waitNanos()).isEqualTo(11_000_000);
        assertThat(line.admit(1_000_000, 1, 0, 1_000)).isEqualTo(1);
        assertThat(line.free()).isEqualTo(12_000_000);
    }

    @Test
    void aNewRateHoldsForWhatArrivesLater() {
        Line line = new Line(8, 1_000);
        line.admit(0, 1, 0, 1_000);
        line.setRateMbit(16);
        line.admit(0, 1, 0, 1_000);
        assertThat(line.free()).isEqualTo(1_500_000);
    }
}
