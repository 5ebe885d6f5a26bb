package org.godwit.cli.output;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// The mean rate over the last seconds, from what has been counted so far at some times. Not
/// thread-safe.
final class RateMeter {
    /// Long enough to smooth groups of small files, short enough to show a break.
    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

    private static final int SAMPLES_MAX = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    private record Sample(long nanoTime, long bytes) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    void add(long nanoTime, long bytes) {
        samples.addLast(new Sample(nanoTime, bytes));
        while (samples.size() > SAMPLES_MAX
                || (samples.size() > 2
                        && nanoTime - samples.getFirst().nanoTime() > WINDOW_NANOS)) {
            samples.removeFirst();
        }
    }

    /// Bytes per second; 0 before two samples.
    double bytesPerSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        long bytes = samples.getLast().bytes() - samples.getFirst().bytes();
        long nanos = samples.getLast().nanoTime() - samples.getFirst().nanoTime();
        return nanos <= 0 || bytes <= 0 ? 0 : bytes * NANOS_PER_SECOND / nanos;
    }
}
