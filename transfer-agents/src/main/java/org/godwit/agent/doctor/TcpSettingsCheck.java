package org.godwit.agent.doctor;

import java.util.List;
import java.util.OptionalLong;

/// TCP's switches.
final class TcpSettingsCheck implements Check {
    private static final String IPV4 = "/proc/sys/net/ipv4/";

    /// A window without scaling (RFC 7323).
    private static final int WINDOW_UNSCALED_MAX = 65_535;

    @Override
    public String about() {
        return "TCP settings";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        return List.of(
                scaling(host, goal),
                on(
                        host,
                        "selective-acks",
                        "tcp_sack",
                        Health.BAD,
                        "after a loss everything behind it is sent again"),
                on(
                        host,
                        "timestamps",
                        "tcp_timestamps",
                        Health.WARN,
                        "TCP measures the round trip badly, and numbers wrap within seconds"),
                slowStart(host),
                metrics(host));
    }

    private static Finding scaling(Host host, Goal goal) {
        Finding finding =
                on(
                        host,
                        "window-scaling",
                        "tcp_window_scaling",
                        Health.BAD,
                        "no connection has more than 64 KiB on its way");
        return finding.health() == Health.BAD
                ? finding.allowing(
                        Flow.connectionsMax(host) * Flow.rate(WINDOW_UNSCALED_MAX, 1, goal))
                : finding;
    }

    private static Finding on(Host host, String name, String key, Health ifOff, String effect) {
        OptionalLong value = host.files().number(IPV4 + key);
        if (value.isEmpty()) {
            return Finding.unknown(name, IPV4 + key + " is not readable");
        }
        return value.getAsLong() != 0
                ? Finding.ok(name, key + " is on")
                : Finding.of(ifOff, name, "%s is off: %s".formatted(key, effect))
                        .advising("sysctl -w net.ipv4.%s=1".formatted(key));
    }

    /// A congestion control that keeps its own model, as BBR does, is spared by the kernel
    /// (`tcp_slow_start_after_idle_check` in `net/tcp.h`).
    private static Finding slowStart(Host host) {
        String name = "slow-start-after-idle";
        OptionalLong value = host.files().number(IPV4 + "tcp_slow_start_after_idle");
        if (value.isEmpty()) {
            return Finding.unknown(name, IPV4 + "tcp_slow_start_after_idle is not readable");
        }
        if (value.getAsLong() == 0) {
            return Finding.ok(name, "a warm connection keeps its window while it is idle");
        }
        if (host.kernel().congestionControl(CongestionCheck.BBR).granted()) {
            return Finding.ok(name, "on, which does not concern connections with BBR");
        }
        return Finding.warn(name, "a connection that was idle begins again with a small window")
                .advising("sysctl -w net.ipv4.tcp_slow_start_after_idle=0");
    }

    private static Finding metrics(Host host) {
        String name = "metrics-save";
        OptionalLong none = host.files().number(IPV4 + "tcp_no_metrics_save");
        if (none.isEmpty()) {
            return Finding.unknown(name, IPV4 + "tcp_no_metrics_save is not readable");
        }
        boolean keepsThreshold =
                host.files().number(IPV4 + "tcp_no_ssthresh_metrics_save").orElse(0) == 0;
        if (none.getAsLong() != 0 || !keepsThreshold) {
            return Finding.ok(name, "a connection does not inherit an earlier one's bad luck");
        }
        return Finding.warn(name, "a connection inherits the slow-start threshold of earlier ones")
                .advising("sysctl -w net.ipv4.tcp_no_metrics_save=1");
    }
}
