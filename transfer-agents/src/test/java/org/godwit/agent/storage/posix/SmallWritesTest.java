package org.godwit.agent.storage.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SmallWritesTest {
    private static final Duration FAST = SmallWrites.DIRECT_MAX.dividedBy(2);
    private static final Duration SLOW = SmallWrites.DIRECT_MAX.multipliedBy(2);

    private final SmallWrites writes = new SmallWrites();

    private void measure(int times, Duration took) {
        for (int i = 0; i < times; i++) {
            assertThat(writes.pastCache()).isTrue();
            writes.took(took.toNanos());
        }
    }

    private int throughTheCache() {
        int files = 0;
        while (!writes.pastCache()) {
            files++;
        }
        return files;
    }

    @Test
    void aFewWritesThatWaitForAProcessorDoNotMakeADeviceSlow() {
        for (int i = 0; i < 100; i++) {
            measure(SmallWrites.WRITES / 2, Duration.ofSeconds(1));
            measure(SmallWrites.WRITES - SmallWrites.WRITES / 2, FAST);
        }
        assertThat(throughTheCache()).isZero();
    }

    @Test
    void aSlowDeviceIsTriedAgainAfterManyFilesAndIsBelievedAtOnce() {
        measure(SmallWrites.WRITES, SLOW);
        assertThat(throughTheCache()).isEqualTo(SmallWrites.CACHED_RUN);
        measure(SmallWrites.WRITES, SLOW);
        assertThat(throughTheCache()).isEqualTo(SmallWrites.CACHED_RUN);
        measure(3 * SmallWrites.WRITES, FAST);
        assertThat(throughTheCache()).isZero();
    }
}
