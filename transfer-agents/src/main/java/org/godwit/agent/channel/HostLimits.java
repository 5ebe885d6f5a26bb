package org.godwit.agent.channel;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this host sets and how busy it is. Thread-safe.
final class HostLimits {
    private static final Path TCP_WMEM = Path.of("/proc/sys/net/ipv4/tcp_wmem");

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private HostLimits() {}

    /// To what size TCP lets a send buffer grow, in bytes; 0 where the host does not tell.
    static long sendBufferBytesMax() {
        try {
            String[] minimumDefaultMaximum = Files.readString(TCP_WMEM).strip().split("\\s+", -1);
            return Long.parseLong(minimumDefaultMaximum[2]);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException _) {
            return 0;
        }
    }

    /// Part of the host's processors that was in use since the last call, 0 to 1.
    static double cpuLoad() {
        return Math.max(0, SYSTEM.getCpuLoad());
    }
}
