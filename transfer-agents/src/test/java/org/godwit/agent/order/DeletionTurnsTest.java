package org.godwit.agent.order;

import static org.assertj.core.api.Assertions.assertThat;

import org.godwit.model.Epoch;
import org.junit.jupiter.api.Test;

final class DeletionTurnsTest {
    private final DeletionTurns turns = new DeletionTurns();

    @Test
    void eachMessageHasOneTurnAndNoneAfterALaterOne() {
        Epoch epoch = new Epoch(1, 1);
        assertThat(turns.take(epoch, 5)).isTrue();
        assertThat(turns.take(epoch, 5)).isFalse();
        assertThat(turns.take(epoch, 4)).isFalse();
        assertThat(turns.take(epoch, 6)).isTrue();
    }

    @Test
    void aNewEpochBeginsAnewAndTheOldOneIsOver() {
        assertThat(turns.take(new Epoch(1, 1), 50)).isTrue();
        assertThat(turns.take(new Epoch(1, 2), 3)).isTrue();
        assertThat(turns.take(new Epoch(1, 1), 51)).isFalse();
    }
}
