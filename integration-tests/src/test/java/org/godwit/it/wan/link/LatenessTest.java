package org.godwit.it.wan.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class LatenessTest {
    @Test
    void percentilesAreExactToAStep() {
        Lateness lateness = new Lateness();
        LongStream.rangeClosed(1, 100_000).forEach(micros -> lateness.record(micros * 1_000));

        assertThat(lateness.micros(0.99)).isBetween(99_000L, 102_100L);
        assertThat(lateness.micros(0.5)).isBetween(50_000L, 51_600L);
        assertThat(lateness.micros(0.0005)).isEqualTo(50);
        assertThat(lateness.maxMicros()).isEqualTo(100_000);
    }

    @Test
    void nothingIsNotLate() {
        Lateness lateness = new Lateness();
        assertThat(lateness.micros(0.99)).isZero();
        lateness.record(Long.MAX_VALUE);
        assertThat(lateness.micros(0.99)).isEqualTo(Long.MAX_VALUE / 1_000);
        lateness.reset();
        assertThat(lateness.maxMicros()).isZero();
    }
}
