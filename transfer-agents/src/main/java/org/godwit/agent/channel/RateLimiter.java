package org.godwit.agent.channel;

import java.time.Duration;

/// Lets bytes pass at a rate, exactly over any time longer than a burst: each piece moves the time
/// at which the next may go by its length / rate. Not thread-safe.
final class RateLimiter {
    /// What was not used for so long is lost: after a pause this much may go at once.
    private static final long BURST_NANOS = Duration.ofMillis(20).toNanos();

    private static final double NANOS_PER_SECOND = 1e9;

    private long bytesPerSecond;
    private long nextNanos;

    /// Sets the rate from now on; 0 for no limit. What has passed and is not paid for yet is paid
    /// for at the new rate: one block under a rate next to nothing must not hold up the next ones
    /// for days.
    void set(long rate, long nowNanos) {
        if (bytesPerSecond == 0 || rate == 0) {
            nextNanos = nowNanos;
        } else if (nextNanos - nowNanos > 0) {
            double owed = (double) (nextNanos - nowNanos) * bytesPerSecond;
            nextNanos = nowNanos + (long) (owed / rate);
        }
        bytesPerSecond = rate;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    /// Whether something may pass now; if so, [#passed] is to be told.
    boolean mayPass(long nowNanos) {
        return bytesPerSecond == 0 || nextNanos - nowNanos <= 0;
    }

    void passed(long bytes, long nowNanos) {
        if (bytesPerSecond > 0) {
            long from = Math.max(nextNanos - nowNanos, -BURST_NANOS);
            nextNanos = nowNanos + from + (long) (bytes * NANOS_PER_SECOND / bytesPerSecond);
        }
    }

    /// How long nothing may pass.
    Duration pause(long nowNanos) {
        return Duration.ofNanos(bytesPerSecond == 0 ? 0 : Math.max(0, nextNanos - nowNanos));
    }
}
