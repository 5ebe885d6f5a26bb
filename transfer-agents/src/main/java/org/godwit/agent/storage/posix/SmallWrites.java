package org.godwit.agent.storage.posix;

import java.time.Duration;
import java.util.Arrays;

/// Whether small files are written past the page cache, each waiting for the device, or through it,
/// many for one flush, which is faster where the device is slow. The median of some writes decides:
/// on a busy host single ones wait for a processor, which says nothing of the device. Thread-safe.
final class SmallWrites {
    static final Duration DIRECT_MAX = Duration.ofMillis(2);

    /// Writes after which is decided.
    static final int WRITES = 15;

    /// Files through the page cache until a slow device is tried again.
    static final int CACHED_RUN = 1_000;

    private final long[] nanos = new long[WRITES];
    private int measured;
    private int cachedLeft;

    /// For the next file.
    ///
    /// @return true where the write is to be measured
    synchronized boolean pastCache() {
        if (cachedLeft == 0) {
            return true;
        }
        cachedLeft--;
        return false;
    }

    /// A write past the page cache took so long.
    synchronized void took(long writeNanos) {
        nanos[measured++] = writeNanos;
        if (measured == WRITES) {
            measured = 0;
            Arrays.sort(nanos);
            cachedLeft = nanos[WRITES / 2] > DIRECT_MAX.toNanos() ? CACHED_RUN : cachedLeft;
        }
    }
}
