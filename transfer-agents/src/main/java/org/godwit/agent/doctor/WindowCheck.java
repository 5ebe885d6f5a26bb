package org.godwit.agent.doctor;

import java.util.ArrayList;
import java.util.List;
import org.godwit.report.Units;

/// How much TCP may have on its way: the windows of one connection, and the memory of all.
final class WindowCheck implements Check {
    private static final String IPV4 = "/proc/sys/net/ipv4/";
    private static final String CORE = "/proc/sys/net/core/";
    private static final int PAGE_BYTES = 4096;

    @Override
    public String about() {
        return "TCP windows";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        List<Finding> findings = new ArrayList<>();
        findings.add(window(host, goal, "send-window", "sends", "tcp_wmem", Flow.SEND_SHARE));
        findings.add(
                window(host, goal, "receive-window", "receives", "tcp_rmem", Flow.RECEIVE_SHARE));
        findings.add(fixedBuffers(host));
        findings.add(memory(host, goal));
        return findings;
    }

    private static Finding window(
            Host host, Goal goal, String name, String verb, String key, double share) {
        List<Long> limits = host.files().numbers(IPV4 + key);
        if (limits.size() != 3) {
            return Finding.unknown(name, IPV4 + key + " is not readable");
        }
        long max = limits.get(2);
        int most = Flow.connectionsMax(host);
        double flow = Flow.rate(max, share, goal);
        long connections = Flow.connectionsFor(flow, goal);
        String text =
                "one connection %s at most %s over %d ms (%s max %s × %.2f / RTT): "
                        .formatted(
                                verb,
                                Units.rate(flow),
                                goal.rtt().toMillis(),
                                key,
                                Units.bytes(max),
                                share);
        String advice =
                "sysctl -w net.ipv4.%s=\"%d %d %d\""
                        .formatted(key, limits.get(0), limits.get(1), Flow.bufferFor(share, goal));
        if (connections > most) {
            return Finding.bad(
                            name,
                            text
                                    + "%d connections would be needed, %d are the most"
                                            .formatted(connections, most))
                    .advising(advice)
                    .allowing(most * flow);
        }
        Finding finding =
                connections > Flow.CONNECTIONS_GOOD
                        ? Finding.warn(
                                        name,
                                        text
                                                + "%d connections are needed, fewer would start faster"
                                                        .formatted(connections))
                                .advising(advice)
                        : Finding.ok(name, text + connections(connections));
        return finding.allowing(most * flow);
    }

    private static String connections(long count) {
        return count == 1 ? "one is enough" : count + " connections are enough";
    }

    /// Only what a program sets by itself is bound by these; Godwit leaves it to the kernel.
    private static Finding fixedBuffers(Host host) {
        return Finding.ok(
                "fixed-buffers",
                "net.core.rmem_max %s and wmem_max %s do not matter: the kernel sizes Godwit's buffers"
                        .formatted(
                                host.files().text(CORE + "rmem_max").orElse("unknown"),
                                host.files().text(CORE + "wmem_max").orElse("unknown")));
    }

    private static Finding memory(Host host, Goal goal) {
        List<Long> pages = host.files().numbers(IPV4 + "tcp_mem");
        if (pages.size() != 3) {
            return Finding.unknown("tcp-memory", IPV4 + "tcp_mem is not readable");
        }
        long pressure = pages.get(1) * PAGE_BYTES;
        long needed = 2 * goal.bytesInFlight();
        String text =
                "all connections together may hold %s before TCP saves memory; %s are on their way"
                        .formatted(Units.bytes(pressure), Units.bytes(goal.bytesInFlight()));
        if (pressure >= needed) {
            return Finding.ok("tcp-memory", text);
        }
        long wanted = 2 * needed / PAGE_BYTES;
        return Finding.bad("tcp-memory", text + ", which takes twice the memory")
                .advising(
                        "sysctl -w net.ipv4.tcp_mem=\"%d %d %d\""
                                .formatted(wanted / 2, wanted, wanted * 3 / 2))
                .allowing(pressure / 2.0 / Math.max(goal.rttSeconds(), 1e-4));
    }
}
