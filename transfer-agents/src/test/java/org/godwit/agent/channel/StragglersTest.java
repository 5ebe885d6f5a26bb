package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StragglersTest {
    private static final int BLOCK = 1 << 20;
    private static final int CONNECTIONS = 16;
    private static final Duration USUAL = Duration.ofMillis(250);

    private final Stragglers<Integer> stragglers = new Stragglers<>();
    private long now = Duration.ofDays(3).toNanos();

    @Test
    void givesUpAConnectionOnWhichABlockCrawls() {
        allReceive(CONNECTIONS);
        stragglers.onBegin(3, BLOCK, now);

        now += Duration.ofSeconds(4).toNanos();

        assertThat(stragglers.giveUp(now)).contains(3);
    }

    @Test
    void hasPatienceForAsLongAsALossMayTake() {
        allReceive(CONNECTIONS);
        stragglers.onBegin(3, BLOCK, now);

        now += Duration.ofSeconds(2).toNanos();

        assertThat(stragglers.giveUp(now)).isEmpty();
    }

    @Test
    void doesNotMindAConnectionThatHasNothingToReceive() {
        allReceive(CONNECTIONS);

        now += Duration.ofHours(1).toNanos();

        assertThat(stragglers.giveUp(now)).isEmpty();
    }

    @Test
    void doesNotMindWhatSlowsAllDown() {
        allReceive(CONNECTIONS);
        IntStream.range(0, CONNECTIONS).forEach(c -> stragglers.onBegin(c, BLOCK, now));

        now += Duration.ofSeconds(60).toNanos();

        assertThat(stragglers.giveUp(now)).isEmpty();
    }

    @Test
    void comparesBlocksByTheirSize() {
        allReceive(CONNECTIONS);
        stragglers.onBegin(3, 16 * BLOCK, now);

        now += USUAL.multipliedBy(16).toNanos();

        assertThat(stragglers.giveUp(now)).isEmpty();
    }

    @Test
    void doesNotJudgeByFewConnections() {
        allReceive(2);
        stragglers.onBegin(1, BLOCK, now);

        now += Duration.ofSeconds(60).toNanos();

        assertThat(stragglers.giveUp(now)).isEmpty();
    }

    @Test
    void givesUpNoSecondConnectionBeforeABlockComes() {
        allReceive(CONNECTIONS);
        IntStream.range(0, CONNECTIONS / 2 - 1).forEach(c -> stragglers.onBegin(c, BLOCK, now));
        now += Duration.ofSeconds(20).toNanos();

        int givenUp = stragglers.giveUp(now).orElseThrow();
        stragglers.forget(givenUp);

        assertThat(stragglers.giveUp(now)).isEmpty();
        aBlockComes();
        now += Duration.ofSeconds(2).toNanos();
        aBlockComes();
        now += Duration.ofSeconds(2).toNanos();
        assertThat(stragglers.giveUp(now)).isPresent();
    }

    @Test
    void countsNoTimeInWhichNothingCameAtAll() {
        allReceive(CONNECTIONS);
        IntStream.range(0, CONNECTIONS - 1).forEach(c -> stragglers.onBegin(c, BLOCK, now));
        now += Duration.ofSeconds(20).toNanos();
        IntStream.range(0, CONNECTIONS - 2).forEach(c -> stragglers.onEnd(c, now));
        IntStream.range(0, CONNECTIONS - 2).forEach(c -> stragglers.onBegin(c, BLOCK, now));
        now += USUAL.toNanos();
        IntStream.range(0, CONNECTIONS - 2).forEach(c -> stragglers.onEnd(c, now));

        assertThat(stragglers.giveUp(now)).isEmpty();
    }

    private void aBlockComes() {
        stragglers.onBegin(CONNECTIONS - 1, BLOCK, now);
        now += USUAL.toNanos();
        stragglers.onEnd(CONNECTIONS - 1, now);
    }

    private void allReceive(int connections) {
        IntStream.range(0, connections).forEach(c -> stragglers.onBegin(c, BLOCK, now));
        now += USUAL.toNanos();
        IntStream.range(0, connections).forEach(c -> stragglers.onEnd(c, now));
    }
}
