package org.godwit.it.wan.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What this process uses, from the kernel's and the virtual machine's own counters.
final class ProcessUsage {
    /// Ticks of `/proc/PID/stat`, the same on every Linux (USER_HZ).
    private static final double TICKS_PER_SECOND = 100;

    /// Places of `utime` and `stime` behind the process's name, proc(5).
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    private ProcessUsage() {}

    /// @param networkBytes direct memory that the Java library does not count
    static AgentReport.Usage now(long networkBytes) {
        try {
            MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            long direct =
                    ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                            .filter(pool -> pool.getName().equals("direct"))
                            .mapToLong(BufferPoolMXBean::getMemoryUsed)
                            .sum();
            List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
            return new AgentReport.Usage(
                    cpuSeconds(Files.readString(Path.of("/proc/self/stat"))),
                    heap.getUsed(),
                    heap.getCommitted(),
                    direct + networkBytes,
                    kibibytes(status, "VmRSS:"),
                    kibibytes(status, "VmHWM:"),
                    openFiles(),
                    ManagementFactory.getThreadMXBean().getThreadCount());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The name may hold blanks and brackets, so the fields are counted from its last bracket.
    static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
        return ticks / TICKS_PER_SECOND;
    }

    static long kibibytes(List<String> status, String key) {
        return status.stream()
                        .filter(line -> line.startsWith(key))
                        .map(line -> line.substring(key.length()).replace("kB", "").strip())
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElse(0)
                << 10;
    }

    private static int openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.count();
        }
    }
}
