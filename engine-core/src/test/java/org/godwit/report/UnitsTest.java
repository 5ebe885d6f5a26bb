package org.godwit.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UnitsTest {
    @Test
    void writesDecimalUnits() {
        assertThat(Units.bytes(0)).isEqualTo("0 B");
        assertThat(Units.bytes(999)).isEqualTo("999 B");
        assertThat(Units.bytes(1_000)).isEqualTo("1.0 kB");
        assertThat(Units.bytes(3_200_000_000L)).isEqualTo("3.2 GB");
        assertThat(Units.bytes(999_999)).isEqualTo("1.0 MB");
        assertThat(Units.bytes(123_456_789)).isEqualTo("123 MB");
        assertThat(Units.rate(1.5e9)).isEqualTo("1.5 GB/s");
        assertThat(Units.percent(0.975)).isEqualTo("97.5 %");
    }
}
