package org.godwit.agent.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.config.AgentConfig;
import org.godwit.config.TlsConfig;
import org.godwit.runtime.EngineClock;

/// A host whose files lie below a directory of the test. It begins as a well-tuned one.
final class FakeHost {
    static final Goal GOAL = new Goal(1_000_000_000, Duration.ofMillis(150));

    private static final Map<String, String> TUNED =
            Map.ofEntries(
                    Map.entry("/proc/sys/net/ipv4/tcp_wmem", "4096\t16384\t268435456"),
                    Map.entry("/proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t536870912"),
                    Map.entry("/proc/sys/net/ipv4/tcp_mem", "286000\t381000\t572000"),
                    Map.entry("/proc/sys/net/core/rmem_max", "212992"),
                    Map.entry("/proc/sys/net/core/wmem_max", "212992"),
                    Map.entry("/proc/sys/net/core/default_qdisc", "fq"),
                    Map.entry("/proc/sys/kernel/osrelease", "6.18.1-generic"),
                    Map.entry("/proc/sys/net/ipv4/tcp_congestion_control", "cubic"),
                    Map.entry("/proc/sys/net/ipv4/tcp_window_scaling", "1"),
                    Map.entry("/proc/sys/net/ipv4/tcp_sack", "1"),
                    Map.entry("/proc/sys/net/ipv4/tcp_timestamps", "1"),
                    Map.entry("/proc/sys/net/ipv4/tcp_slow_start_after_idle", "1"),
                    Map.entry("/proc/sys/net/ipv4/tcp_no_metrics_save", "1"),
                    Map.entry(
                            "/proc/net/route",
                            "Iface\tDestination\tGateway\neth0\t00000000\t0102A8C0\neth1\t0002A8C0\t0"),
                    Map.entry("/sys/class/net/eth0/mtu", "9000"),
                    Map.entry("/sys/class/net/eth0/speed", "25000"),
                    Map.entry("/sys/class/net/eth0/tx_queue_len", "10000"),
                    Map.entry("/proc/loadavg", "0.15 0.20 0.18 1/300 4711"),
                    Map.entry("/proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1 2 3"),
                    Map.entry(
                            "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance"),
                    Map.entry("/proc/meminfo", "MemTotal: 65000000 kB\nMemAvailable: 64000000 kB"),
                    Map.entry("/proc/self/cgroup", "0::/system.slice/godwit-agent@fr-1.service"),
                    Map.entry(
                            "/proc/self/limits",
                            "Max processes  1 1 processes\n"
                                    + "Max open files            262144               262144               files"));

    final FakeKernel kernel = new FakeKernel();
    private final Path root;
    JavaFacts java = new JavaFacts("25.0.3+9", "a VM", 512L << 20, 1L << 30, 8);
    EngineClock clock = EngineClock.system();
    Optional<AgentConfig> config = Optional.empty();
    Optional<InetSocketAddress> peer = Optional.empty();
    Optional<Kernel.PeerPath> path = Optional.empty();

    FakeHost(Path root) {
        this.root = root;
        TUNED.forEach(this::with);
    }

    FakeHost with(String path, String text) {
        try {
            Path file = root.resolve(path.substring(1));
            Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(root));
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FakeHost without(String path) {
        try {
            Files.delete(root.resolve(path.substring(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FakeHost serving(long buffers, AgentConfig.Storage... storages) {
        Path nothing = root.resolve("no-such-file");
        config =
                Optional.of(
                        new AgentConfig(
                                "FR",
                                nothing,
                                "localhost",
                                9445,
                                new AgentConfig.DataPort("localhost", 0, "localhost"),
                                new TlsConfig(nothing, nothing, nothing),
                                List.of(storages),
                                buffers,
                                1 << 20,
                                8));
        return this;
    }

    Host host() {
        return new Host(new HostFiles(root), kernel, java, clock, config, peer, path);
    }

    /// What one check finds, by the names.
    Finding find(Check check, String name) {
        return find(check, name, GOAL);
    }

    Finding find(Check check, String name, Goal goal) {
        List<Finding> all = check.look(host(), goal, new Cancellation());
        return all.stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + all));
    }
}
