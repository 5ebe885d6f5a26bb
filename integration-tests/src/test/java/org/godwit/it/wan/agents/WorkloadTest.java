package org.godwit.it.wan.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkloadTest {
    @Test
    void readsGroupsOfFiles() {
        Workload workload = Workload.parse("4x1GiB+400x4MiB+4000x64KiB");

        assertThat(workload.groups())
                .containsExactly(
                        new Workload.Group(4, 1L << 30),
                        new Workload.Group(400, 4L << 20),
                        new Workload.Group(4_000, 64L << 10));
        assertThat(workload.files()).isEqualTo(4_404);
        assertThat(workload.bytes()).isEqualTo((4L << 30) + (1_600L << 20) + (250L << 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x1GB", "20000x64KiB", "1x1B", "3x1000MiB+1x7kB"})
    void writesWhatItReads(String text) {
        assertThat(Workload.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "4", "x1GiB", "4x", "4xGiB", "4x1TiB", "4x1GiB+", "0x1MiB", "-1x1B"})
    void refusesWhatIsNoWorkload(String text) {
        assertThatThrownBy(() -> Workload.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void scalesTheNumberOfManyFilesAndTheSizeOfFew() {
        assertThat(Workload.parse("2x1MiB+1000x4KiB").scaled(0.25))
                .hasToString("2x256KiB+250x4KiB");
    }
}
