package org.godwit.agent.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.report.Units;

/// Memory: what the agent is allowed, what the host has.
final class MemoryCheck implements Check {
    private static final Pattern KILOBYTES = Pattern.compile("MemAvailable:\\s+(\\d{1,15}) kB");

    /// `0::/path` in version 2, `N:memory:/path` in version 1; the controller may have others
    /// beside it.
    private static final Pattern CONTROL_GROUP =
            Pattern.compile("\\d{1,4}:((?:[^:]*,)?memory(?:,[^:]*)?|):(/.*)");

    private static final String V2 = "/sys/fs/cgroup";
    private static final String V1 = "/sys/fs/cgroup/memory";
    private static final long BUFFERS_DEFAULT = 512L << 20;

    /// Netty's own buffers and those of TLS, beside the agent's blocks.
    private static final long DIRECT_BESIDE_BUFFERS = 128L << 20;

    /// Version 1 writes no limit as a number that no host has.
    private static final long NO_LIMIT = 1L << 60;

    /// The JVM itself: code, threads, classes.
    private static final long BESIDE_JAVA = 256L << 20;

    @Override
    public String about() {
        return "memory";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        List<Finding> findings = new ArrayList<>();
        findings.add(buffers(host, goal));
        findings.add(direct(host));
        findings.add(available(host, goal));
        limit(host).ifPresent(bytes -> findings.add(limited(host, goal, bytes)));
        return findings;
    }

    private static long bufferBytes(Host host) {
        return host.config().map(config -> config.buffers()).orElse(BUFFERS_DEFAULT);
    }

    private static Finding buffers(Host host, Goal goal) {
        long bytes = bufferBytes(host);
        double rate = bytes / Math.max(goal.rttSeconds(), 1e-4);
        String text =
                "%s for blocks under way, %s are in flight at the wanted rate"
                        .formatted(Units.bytes(bytes), Units.bytes(goal.bytesInFlight()));
        return (goal.bytesInFlight() <= bytes
                        ? Finding.ok("buffers", text)
                        : Finding.bad("buffers", text)
                                .advising(
                                        "agent.yaml: buffers: %d MiB"
                                                .formatted(
                                                        ceilMebibytes(2 * goal.bytesInFlight()))))
                .allowing(rate);
    }

    private static long ceilMebibytes(long bytes) {
        return (bytes + (1L << 20) - 1) >> 20;
    }

    private static Finding direct(Host host) {
        long needed = bufferBytes(host) + DIRECT_BESIDE_BUFFERS;
        long allowed = host.java().directMax();
        String text =
                "Java may use %s outside its heap, the agent's buffers need %s"
                        .formatted(Units.bytes(allowed), Units.bytes(needed));
        return allowed >= needed
                ? Finding.ok("direct-memory", text)
                : Finding.bad("direct-memory", text + ": it would not start")
                        .advising(
                                "etc/jvm/agent.options: -XX:MaxDirectMemorySize=%dm"
                                        .formatted(ceilMebibytes(needed)));
    }

    /// Heap, direct buffers, the JVM, and the kernel's socket buffers.
    private static long needed(Host host, Goal goal) {
        return host.java().heapMax()
                + bufferBytes(host)
                + DIRECT_BESIDE_BUFFERS
                + BESIDE_JAVA
                + 2 * goal.bytesInFlight();
    }

    private static Finding available(Host host, Goal goal) {
        Optional<Matcher> found =
                host.files().lines("/proc/meminfo").stream()
                        .map(KILOBYTES::matcher)
                        .filter(Matcher::matches)
                        .findFirst();
        if (found.isEmpty()) {
            return Finding.unknown("memory", "/proc/meminfo does not tell what is available");
        }
        long available = 1024 * Long.parseLong(found.get().group(1));
        long needed = needed(host, goal);
        String text =
                "%s available, %s needed with the sockets' buffers"
                        .formatted(Units.bytes(available), Units.bytes(needed));
        return available >= needed
                ? Finding.ok("memory", text)
                : Finding.warn("memory", text)
                        .advising("stop what else runs here, or lower buffers in agent.yaml");
    }

    private static Finding limited(Host host, Goal goal, long bytes) {
        long needed = needed(host, goal);
        String text =
                "the control group of this process may use %s, %s are needed"
                        .formatted(Units.bytes(bytes), Units.bytes(needed));
        return bytes >= needed
                ? Finding.ok("memory-limit", text)
                : Finding.bad("memory-limit", text + ": the agent would be killed")
                        .advising(
                                "systemctl set-property godwit-agent@NAME MemoryMax=%dM"
                                        .formatted(ceilMebibytes(needed)));
    }

    /// The smallest limit on the way up from this process's control group, version 2 or 1.
    private static OptionalLong limit(Host host) {
        long least = Long.MAX_VALUE;
        for (String line : host.files().lines("/proc/self/cgroup")) {
            Matcher group = CONTROL_GROUP.matcher(line);
            if (group.matches()) {
                least =
                        Math.min(
                                least,
                                group.group(1).isEmpty()
                                        ? least(host, V2, group.group(2), "memory.max")
                                        : least(host, V1, group.group(2), "memory.limit_in_bytes"));
            }
        }
        return least >= NO_LIMIT ? OptionalLong.empty() : OptionalLong.of(least);
    }

    private static long least(Host host, String mount, String group, String file) {
        long least = Long.MAX_VALUE;
        String path = group.equals("/") ? "" : group;
        while (true) {
            least =
                    Math.min(
                            least,
                            host.files().number(mount + path + "/" + file).orElse(Long.MAX_VALUE));
            int parent = path.lastIndexOf('/');
            if (parent < 0) {
                return least;
            }
            path = path.substring(0, parent);
        }
    }
}
