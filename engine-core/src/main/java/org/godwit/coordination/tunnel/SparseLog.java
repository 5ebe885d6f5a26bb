package org.godwit.coordination.tunnel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;

/// Warns once in [TunnelLimits#LOG_INTERVAL] and counts the rest, so that strangers cannot fill the
/// log. Thread-safe.
final class SparseLog {
    private final Logger log;
    private final EngineClock clock;
    private final AtomicLong nextNanos;
    private final AtomicInteger suppressed = new AtomicInteger();

    SparseLog(Logger log, EngineClock clock) {
        this.log = log;
        this.clock = clock;
        this.nextNanos = new AtomicLong(clock.nanoTime());
    }

    void warn(String message) {
        long next = nextNanos.get();
        long now = clock.nanoTime();
        if (now - next >= 0
                && nextNanos.compareAndSet(next, now + TunnelLimits.LOG_INTERVAL.toNanos())) {
            int others = suppressed.getAndSet(0);
            log.warn("{} ({} such before this one were not logged)", message, others);
        } else {
            suppressed.incrementAndGet();
        }
    }
}
