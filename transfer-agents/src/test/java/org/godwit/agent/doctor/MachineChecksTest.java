package org.godwit.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MachineChecksTest {
    private final FakeHost host;

    MachineChecksTest(@TempDir Path root) {
        host = new FakeHost(root);
    }

    @Test
    void aGoodMachineHasNothingToSet() {
        List<Check> checks =
                List.of(
                        new ProcessorCheck(),
                        new MemoryCheck(),
                        new OpenFilesCheck(),
                        new ClockCheck());
        for (Check check : checks) {
            assertThat(check.look(host.host(), FakeHost.GOAL, new Cancellation()))
                    .isNotEmpty()
                    .allSatisfy(finding ->
                            assertThat(finding.health())
                                    .as(finding.toString())
                                    .isEqualTo(Health.OK));
        }
    }

    @Test
    void aLoadedMachineMeasuresTooLittle() {
        host.with("/proc/loadavg", "9.50 1 1 1/1 1");
        assertThat(host.find(new ProcessorCheck(), "processors").text())
                .contains("8 processors, load 9.50", "too low");
        host.with("/proc/loadavg", "much");
        assertThat(host.find(new ProcessorCheck(), "processors").health())
                .isEqualTo(Health.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "cpu  150 0 150 899 0 0 0 1, OK, 0.5",
        "cpu  150 0 150 890 0 0 0 10, WARN, 5.0",
        "cpu  150 0 150 850 0 0 0 50, BAD, 25.0"
    })
    void stolenTimeIsWhatWasStolenJustNow(String after, Health health, String percent) {
        host.with("/proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0");
        host.clock =
                new EngineClock() {
                    @Override
                    public Instant now() {
                        return Instant.EPOCH;
                    }

                    @Override
                    public long nanoTime() {
                        return 0;
                    }

                    @Override
                    public void sleep(Duration time) {
                        host.with("/proc/stat", after);
                    }
                };
        Finding finding = host.find(new ProcessorCheck(), "processor-steal");
        assertThat(finding.health()).isEqualTo(health);
        assertThat(finding.text()).startsWith(percent + " %");
    }

    @Test
    void aMachineWithoutStatisticsIsUnknown() {
        host.without("/proc/stat");
        assertThat(host.find(new ProcessorCheck(), "processor-steal").health())
                .isEqualTo(Health.UNKNOWN);
    }

    @Test
    void aGovernorThatSavesPowerCostsSpeed() {
        host.with("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave");
        assertThat(host.find(new ProcessorCheck(), "processor-governor").advice())
                .contains("cpupower frequency-set --governor performance");
        host.without("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
        assertThat(new ProcessorCheck().look(host.host(), FakeHost.GOAL, new Cancellation()))
                .as("a guest without frequencies has nothing to say about them")
                .noneMatch(finding -> finding.name().equals("processor-governor"));
    }

    @Test
    void buffersBelowTheBytesInFlightLimitTheRate() {
        host.serving(64L << 20);
        Finding finding = host.find(new MemoryCheck(), "buffers");
        assertThat(finding.health()).isEqualTo(Health.BAD);
        assertThat(finding.advice()).contains("agent.yaml: buffers: 287 MiB");
        assertThat(finding.bytesPerSecondMax()).hasValue(447_392_427L);
    }

    @Test
    void buffersAboveWhatJavaAllowsKeepTheAgentFromStarting() {
        host.serving(2L << 30);
        Finding finding = host.find(new MemoryCheck(), "direct-memory");
        assertThat(finding.health()).isEqualTo(Health.BAD);
        assertThat(finding.advice())
                .contains("etc/jvm/agent.options: -XX:MaxDirectMemorySize=2176m");
    }

    @Test
    void littleMemoryIsSaid() {
        host.with("/proc/meminfo", "MemAvailable:     900000 kB");
        assertThat(host.find(new MemoryCheck(), "memory").health()).isEqualTo(Health.WARN);
        host.with("/proc/meminfo", "MemFree: 1 kB");
        assertThat(host.find(new MemoryCheck(), "memory").health()).isEqualTo(Health.UNKNOWN);
    }

    @Test
    void theTightestControlGroupOnTheWayUpCounts() {
        host.with("/sys/fs/cgroup/system.slice/godwit-agent@fr-1.service/memory.max", "max")
                .with("/sys/fs/cgroup/system.slice/memory.max", "800000000");
        Finding finding = host.find(new MemoryCheck(), "memory-limit");
        assertThat(finding.health()).isEqualTo(Health.BAD);
        assertThat(finding.text()).contains("800 MB");
        assertThat(finding.advice().orElseThrow())
                .matches("systemctl set-property godwit-agent@NAME MemoryMax=\\d+M");
    }

    @Test
    void controlGroupsOfVersionOneCountToo() {
        host.with("/proc/self/cgroup", "5:cpu,memory:/a/b\n0::/")
                .with("/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", "9223372036854771712")
                .with("/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "64000000000");
        assertThat(host.find(new MemoryCheck(), "memory-limit").text()).contains("64.0 GB");
    }

    @ParameterizedTest
    @CsvSource({"1024, BAD", "20000, WARN", "262144, OK", "unlimited, OK"})
    void fewOpenFilesLimitSmallFiles(String limit, Health health) {
        host.with("/proc/self/limits", "Max open files   " + limit + "   1048576  files");
        assertThat(host.find(new OpenFilesCheck(), "open-files").health()).isEqualTo(health);
    }

    @Test
    void openFilesThatAreNotReadableAreUnknown() {
        host.without("/proc/self/limits");
        assertThat(host.find(new OpenFilesCheck(), "open-files").health())
                .isEqualTo(Health.UNKNOWN);
    }

    @Test
    void aClockThatNothingKeepsIsSaid() {
        host.kernel.clock = Optional.of(new Kernel.ClockState(false, Duration.ofSeconds(16)));
        Finding finding = host.find(new ClockCheck(), "clock");
        assertThat(finding.health()).isEqualTo(Health.WARN);
        assertThat(finding.advice()).contains("timedatectl set-ntp true");
        host.with("/run/systemd/timesync/synchronized", "");
        assertThat(host.find(new ClockCheck(), "clock").health()).isEqualTo(Health.OK);
    }

    @Test
    void aKernelThatDoesNotTellItsClockIsUnknown() {
        host.kernel.clock = Optional.empty();
        assertThat(host.find(new ClockCheck(), "clock").health()).isEqualTo(Health.UNKNOWN);
        host.with("/run/chrony/chronyd.pid", "1");
        assertThat(host.find(new ClockCheck(), "clock").advice()).contains("chronyc tracking");
    }

    @Test
    void aHeapTooSmallIsSaid() {
        host.java = new JavaFacts("25", "a VM", 64L << 20, 1L << 30, 8);
        assertThat(host.find(new JavaCheck(), "java").health()).isEqualTo(Health.WARN);
    }
}
