package org.godwit.it.wan.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.godwit.it.wan.agents.AgentReport;
import org.godwit.runtime.ManualClock;
import org.junit.jupiter.api.Test;

final class TimelineTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Timeline timeline = new Timeline(clock);
    private long written;

    /// Bytes arrive evenly for a time.
    private void receive(int seconds, long bytesPerSecond) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            written += bytesPerSecond;
            timeline.add(new AgentReport.Progress("1", 0, written, 0, 0));
        }
    }

    @Test
    void givesTheRateBetweenAnyTwoMoments() {
        receive(4, 100);
        receive(4, 300);

        assertThat(timeline.rate(0, 4)).isCloseTo(100, within(1e-9));
        assertThat(timeline.rate(3.5, 4.5)).isCloseTo(200, within(1e-9));
        assertThat(timeline.bytes()).isEqualTo(1_600);
    }

    @Test
    void seesWhenTheRateIsBack() {
        receive(4, 100);
        receive(5, 0);
        receive(6, 100);

        assertThat(timeline.recovery(4, 90, 2).orElseThrow()).isCloseTo(4.8, within(0.05));
        assertThat(timeline.recovery(9, 90, 2)).hasValue(0);
        assertThat(timeline.recovery(4, 110, 2)).isEmpty();
    }

    @Test
    void goesOnWhereASubmissionIsGivenAgain() {
        receive(4, 100);
        timeline.restart();
        written = 0;
        receive(2, 50);

        assertThat(timeline.bytes()).isEqualTo(500);
    }

    @Test
    void waitsForBytesButNotForEver() throws InterruptedException {
        receive(1, 100);
        timeline.await(100, Duration.ofSeconds(1));

        assertThatThrownBy(() -> timeline.await(101, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("100 of 101 bytes");
    }
}
