package org.godwit.it.wan.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.godwit.it.wan.cases.Statistics.Point;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
    @Test
    void takesTheMiddleAsMedian() {
        assertThat(Statistics.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
        assertThat(Statistics.median(List.of(7.0))).isEqualTo(7);
        assertThatThrownBy(() -> Statistics.median(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void measuresFairnessBetweenOneAndOneNth() {
        assertThat(Statistics.jain(List.of(5.0, 5.0, 5.0))).isEqualTo(1);
        assertThat(Statistics.jain(List.of(1.0, 0.0, 0.0))).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(Statistics.jain(List.of(1.0, 2.0, 3.0))).isCloseTo(36 / 42.0, within(1e-9));
        assertThat(Statistics.jain(List.of(0.0, 0.0))).isEqualTo(1);
    }

    @Test
    void fitsASlope() {
        assertThat(Statistics.slope(List.of(new Point(0, 1), new Point(1, 3), new Point(2, 5))))
                .isEqualTo(2);
        assertThat(Statistics.slope(List.of(new Point(0, 1), new Point(1, 0), new Point(2, 1))))
                .isZero();
        assertThat(Statistics.slope(List.of(new Point(1, 1)))).isZero();
        assertThat(Statistics.slope(List.of())).isZero();
    }
}
