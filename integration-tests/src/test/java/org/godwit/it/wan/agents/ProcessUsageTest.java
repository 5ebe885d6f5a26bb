package org.godwit.it.wan.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.Test;

final class ProcessUsageTest {
    @Test
    void countsUserAndSystemTimeWhateverTheProcessIsCalled() {
        String stat = "42 (a) b (c) R 1 2 3 4 5 6 7 8 9 10 150 50 13 14 20 0 1 0 17 18 19";

        assertThat(ProcessUsage.cpuSeconds(stat)).isEqualTo(2.0);
    }

    @Test
    void readsSizesInKibibytes() {
        List<String> status = List.of("VmHWM:\t     20 kB", "VmRSS:\t     10 kB");

        assertThat(ProcessUsage.kibibytes(status, "VmRSS:")).isEqualTo(10 << 10);
        assertThat(ProcessUsage.kibibytes(status, "VmSwap:")).isZero();
    }

    @Test
    void seesThisProcess() {
        AgentReport.Usage usage = new ProcessUsage(EngineClock.system()).now(0);

        assertThat(usage.heapBytes()).isPositive();
        assertThat(usage.residentPeakBytes()).isGreaterThanOrEqualTo(usage.residentBytes());
        assertThat(usage.openFiles()).isPositive();
    }
}
