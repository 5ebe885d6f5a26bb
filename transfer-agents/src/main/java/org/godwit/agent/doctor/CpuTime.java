package org.godwit.agent.doctor;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// Processor time of the calling thread, user and system.
final class CpuTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuTime() {}

    /// Nanoseconds from an arbitrary origin.
    static long nanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /// Seconds per 10⁹ bytes, from nanoseconds for `bytes`.
    static double perGigabyte(long nanos, long bytes) {
        return bytes == 0 ? 0 : (double) nanos / bytes;
    }
}
