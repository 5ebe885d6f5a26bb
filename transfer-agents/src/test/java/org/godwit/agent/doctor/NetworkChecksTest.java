package org.godwit.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkChecksTest {
    private final FakeHost host;

    NetworkChecksTest(@TempDir Path root) {
        host = new FakeHost(root);
    }

    @Test
    void aTunedHostHasNothingToSet() {
        List<Check> checks =
                List.of(
                        new WindowCheck(),
                        new CongestionCheck(),
                        new TcpSettingsCheck(),
                        new InterfaceCheck());
        for (Check check : checks) {
            assertThat(check.look(host.host(), FakeHost.GOAL, new Cancellation()))
                    .isNotEmpty()
                    .allSatisfy(finding -> {
                        assertThat(finding.health()).as(finding.toString()).isEqualTo(Health.OK);
                        assertThat(finding.advice()).isEmpty();
                    });
        }
    }

    @Test
    void smallSendBuffersNeedManyConnections() {
        host.with("/proc/sys/net/ipv4/tcp_wmem", "4096 16384 4194304");
        Finding finding = host.find(new WindowCheck(), "send-window");
        assertThat(finding.health()).isEqualTo(Health.WARN);
        // 4 MiB × 0.65 / 150 ms = 18.18 MB/s: 56 of them for 1 GB/s.
        assertThat(finding.text()).contains("18.2 MB/s over 150 ms", "56 connections");
        assertThat(finding.advice())
                .contains("sysctl -w net.ipv4.tcp_wmem=\"4096 16384 268435456\"");
        assertThat(finding.bytesPerSecondMax()).hasValue(1_163_220_309L);
    }

    @Test
    void smallerOnesCannotCarryTheRateAtAll() {
        host.with("/proc/sys/net/ipv4/tcp_rmem", "4096 131072 1048576");
        Finding finding = host.find(new WindowCheck(), "receive-window");
        assertThat(finding.health()).isEqualTo(Health.BAD);
        assertThat(finding.text()).contains("3.5 MB/s", "287 connections", "64 are the most");
        assertThat(finding.advice())
                .contains("sysctl -w net.ipv4.tcp_rmem=\"4096 131072 536870912\"");
        assertThat(finding.bytesPerSecondMax().orElseThrow()).isLessThan(1_000_000_000);
    }

    @Test
    void aFixedNumberOfConnectionsCounts() {
        host.serving(512L << 20).with("/proc/sys/net/ipv4/tcp_wmem", "4096 16384 4194304");
        // The configuration says 8.
        Finding finding = host.find(new WindowCheck(), "send-window");
        assertThat(finding.health()).isEqualTo(Health.BAD);
        assertThat(finding.text()).contains("56 connections would be needed, 8 are the most");
        assertThat(finding.bytesPerSecondMax()).hasValue(145_402_539L);
    }

    @Test
    void nearPeersNeedOneConnection() {
        host.with("/proc/sys/net/ipv4/tcp_wmem", "4096 16384 4194304");
        Goal near = new Goal(1_000_000_000, Duration.ofMillis(1));
        assertThat(host.find(new WindowCheck(), "send-window", near).text())
                .contains("one is enough");
        Goal here = new Goal(1_000_000_000, Duration.ZERO);
        assertThat(host.find(new WindowCheck(), "send-window", here).health()).isEqualTo(Health.OK);
    }

    @Test
    void littleMemoryForTcpLimitsAllConnectionsTogether() {
        host.with("/proc/sys/net/ipv4/tcp_mem", "10000 20000 30000");
        Finding finding = host.find(new WindowCheck(), "tcp-memory");
        assertThat(finding.health()).isEqualTo(Health.BAD);
        assertThat(finding.advice()).contains("sysctl -w net.ipv4.tcp_mem=\"73242 146484 219726\"");
        // 20,000 pages of 4 KiB, half of it payload, each 150 ms.
        assertThat(finding.bytesPerSecondMax()).hasValue(273_066_667L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp_wmem", "tcp_rmem", "tcp_mem"})
    void limitsThatAreNotReadableAreUnknown(String key) {
        host.without("/proc/sys/net/ipv4/" + key);
        assertThat(new WindowCheck().look(host.host(), FakeHost.GOAL, new Cancellation()))
                .filteredOn(finding -> finding.health() == Health.UNKNOWN)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains(key));
    }

    @Test
    void limitsThatAreNoNumbersAreUnknown() {
        host.with("/proc/sys/net/ipv4/tcp_wmem", "4096 many 4194304");
        assertThat(host.find(new WindowCheck(), "send-window").health()).isEqualTo(Health.UNKNOWN);
    }

    @Test
    void bbrThatIsThereButNotAllowedIsToBeAllowed() {
        host.kernel.congestionControl = new Kernel.Trial(false, "not permitted");
        host.with("/proc/sys/net/ipv4/tcp_available_congestion_control", "reno cubic bbr")
                .with("/proc/sys/net/ipv4/tcp_allowed_congestion_control", "reno cubic");
        Finding finding = host.find(new CongestionCheck(), "congestion-control");
        assertThat(finding.health()).isEqualTo(Health.WARN);
        assertThat(finding.text()).contains("not permitted", "keeps cubic");
        assertThat(finding.advice())
                .contains("sysctl -w net.ipv4.tcp_allowed_congestion_control=\"reno cubic bbr\"");
    }

    @Test
    void bbrThatIsNotThereIsToBeLoaded() {
        host.kernel.congestionControl = new Kernel.Trial(false, "not known to the kernel");
        host.with("/proc/sys/net/ipv4/tcp_available_congestion_control", "reno cubic");
        assertThat(host.find(new CongestionCheck(), "congestion-control").advice())
                .contains("modprobe tcp_bbr");
    }

    @Test
    void aKernelThatDoesNotPaceIsSaid() {
        host.kernel.pacing = new Kernel.Trial(false, "error 92");
        assertThat(host.find(new CongestionCheck(), "pacing").health()).isEqualTo(Health.WARN);
    }

    @ParameterizedTest
    @CsvSource({
        "pfifo_fast, 4.12.14, WARN",
        "pfifo_fast, 4.13.0, OK",
        "fq, 4.9.0, OK",
        "pfifo_fast, odd, WARN"
    })
    void oldKernelsNeedAQueueThatPaces(String discipline, String release, Health health) {
        host.with("/proc/sys/net/core/default_qdisc", discipline)
                .with("/proc/sys/kernel/osrelease", release);
        assertThat(host.find(new CongestionCheck(), "queueing").health()).isEqualTo(health);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp_window_scaling, window-scaling, BAD",
        "tcp_sack, selective-acks, BAD",
        "tcp_timestamps, timestamps, WARN"
    })
    void switchesThatAreOffAreToBeTurnedOn(String key, String name, Health health) {
        host.with("/proc/sys/net/ipv4/" + key, "0");
        Finding finding = host.find(new TcpSettingsCheck(), name);
        assertThat(finding.health()).isEqualTo(health);
        assertThat(finding.advice()).contains("sysctl -w net.ipv4." + key + "=1");
        host.without("/proc/sys/net/ipv4/" + key);
        assertThat(host.find(new TcpSettingsCheck(), name).health()).isEqualTo(Health.UNKNOWN);
    }

    @Test
    void slowStartAfterIdleConcernsOnlyConnectionsWithoutBbr() {
        assertThat(host.find(new TcpSettingsCheck(), "slow-start-after-idle").health())
                .isEqualTo(Health.OK);
        host.kernel.congestionControl = new Kernel.Trial(false, "not permitted");
        assertThat(host.find(new TcpSettingsCheck(), "slow-start-after-idle").advice())
                .contains("sysctl -w net.ipv4.tcp_slow_start_after_idle=0");
        host.with("/proc/sys/net/ipv4/tcp_slow_start_after_idle", "0");
        assertThat(host.find(new TcpSettingsCheck(), "slow-start-after-idle").health())
                .isEqualTo(Health.OK);
    }

    @Test
    void savedThresholdsAreToBeForgotten() {
        host.with("/proc/sys/net/ipv4/tcp_no_metrics_save", "0");
        assertThat(host.find(new TcpSettingsCheck(), "metrics-save").advice())
                .contains("sysctl -w net.ipv4.tcp_no_metrics_save=1");
        host.with("/proc/sys/net/ipv4/tcp_no_ssthresh_metrics_save", "1");
        assertThat(host.find(new TcpSettingsCheck(), "metrics-save").health()).isEqualTo(Health.OK);
    }

    @Test
    void aSlowInterfaceLimitsTheRate() {
        host.with("/sys/class/net/eth0/speed", "1000");
        Finding finding = host.find(new InterfaceCheck(), "link-speed");
        assertThat(finding.health()).isEqualTo(Health.BAD);
        assertThat(finding.title()).isEqualTo("link-speed eth0");
        assertThat(finding.bytesPerSecondMax()).hasValue(117_500_000L);
        host.with("/sys/class/net/eth0/speed", "-1");
        assertThat(host.find(new InterfaceCheck(), "link-speed").health())
                .isEqualTo(Health.UNKNOWN);
    }

    @Test
    void smallPacketsAndShortQueuesAreSaid() {
        host.with("/sys/class/net/eth0/mtu", "1500")
                .with("/sys/class/net/eth0/tx_queue_len", "100")
                .with("/sys/class/net/eth0/statistics/rx_missed_errors", "12");
        host.kernel.rings = Optional.of(new Kernel.Rings(512, 4096, 512, 4096));
        assertThat(host.find(new InterfaceCheck(), "mtu").advice())
                .contains("ip link set dev eth0 mtu 9000");
        assertThat(host.find(new InterfaceCheck(), "transmit-queue").advice())
                .contains("ip link set dev eth0 txqueuelen 10000");
        assertThat(host.find(new InterfaceCheck(), "ring-buffers").advice())
                .contains("ethtool -G eth0 rx 4096 tx 4096");
    }

    @Test
    void anInterfaceThatTellsNothingIsUnknown() {
        host.without("/sys/class/net/eth0/mtu").without("/sys/class/net/eth0/tx_queue_len");
        host.kernel.rings = Optional.empty();
        for (String name : List.of("mtu", "transmit-queue", "ring-buffers")) {
            assertThat(host.find(new InterfaceCheck(), name).health())
                    .as(name)
                    .isEqualTo(Health.UNKNOWN);
        }
    }

    @Test
    void aHostWithoutADefaultRouteNeedsAPeer() {
        host.with("/proc/net/route", "Iface Destination Gateway");
        assertThat(host.find(new InterfaceCheck(), "interface").health()).isEqualTo(Health.UNKNOWN);
    }

    @Test
    void thePathToThePeerIsTold() {
        host.peer = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9446));
        assertThat(host.find(new InterfaceCheck(), "path").health()).isEqualTo(Health.UNKNOWN);
        host.path = Optional.of(new Kernel.PeerPath(Duration.ofNanos(150_300_000), 1500));
        assertThat(host.find(new InterfaceCheck(), "path").text())
                .isEqualTo("RTT 150.3 ms, path MTU 1500");
        host.path = Optional.of(new Kernel.PeerPath(Duration.ofMillis(400), 1500));
        assertThat(host.find(new InterfaceCheck(), "path").advice())
                .contains("ask again with --rtt-ms 400");
    }
}
