package org.godwit.it.wan.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.godwit.agent.channel.DataNetwork;
import org.godwit.runtime.EngineClock;

/// What this process uses, from the kernel's and the virtual machine's own counters. Thread-safe.
final class ProcessUsage {
    /// Ticks of `/proc/PID/stat`, the same on every Linux (USER_HZ).
    private static final double TICKS_PER_SECOND = 100;

    /// Places of `utime` and `stime` behind the process's name, proc(5).
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final EngineClock clock;

    /// Looked up once: what watches must not be seen in what is measured.
    private final BufferPoolMXBean buffers =
            ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .findFirst()
                    .orElseThrow();

    private final AtomicLong directPeakBytes = new AtomicLong();

    /// Begins to watch this process, as long as it lives.
    ProcessUsage(EngineClock clock) {
        this.clock = clock;
        Thread.ofVirtual().name("usage").start(this::watch);
    }

    /// @param slabBytes as the data plane counts it
    AgentReport.Usage now(long slabBytes) {
        try {
            MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
            return new AgentReport.Usage(
                    cpuSeconds(Files.readString(Path.of("/proc/self/stat"))),
                    heap.getUsed(),
                    heap.getCommitted(),
                    look(),
                    slabBytes,
                    directPeakBytes.get(),
                    kibibytes(status, "VmRSS:"),
                    kibibytes(status, "VmHWM:"),
                    openFiles(),
                    ManagementFactory.getThreadMXBean().getThreadCount());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The direct memory of this moment, which is remembered where it is the most so far.
    private long look() {
        long bytes = DataNetwork.bufferBytes() + buffers.getMemoryUsed();
        directPeakBytes.accumulateAndGet(bytes, Math::max);
        return bytes;
    }

    private void watch() {
        try {
            while (true) {
                clock.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
