package org.godwit.it.wan.link;

import java.util.Arrays;

/// How late packets were, in microseconds: exact below 64 µs, in steps of 3 % above. Confined to
/// one thread.
final class Lateness {
    private static final int EXACT_BITS = 6;
    private static final int STEP_BITS = 5;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[(1 << EXACT_BITS) + (63 - EXACT_BITS) * STEPS];
    private long count;
    private long maxNanos;

    void record(long nanos) {
        counts[index(nanos / 1_000)]++;
        count++;
        maxNanos = Math.max(maxNanos, nanos);
    }

    void reset() {
        Arrays.fill(counts, 0);
        count = 0;
        maxNanos = 0;
    }

    long maxMicros() {
        return maxNanos / 1_000;
    }

    /// The smallest of the recorded steps that at least `share` of all values do not exceed, 0
    /// where nothing was recorded.
    long micros(double share) {
        long wanted = (long) Math.ceil(count * share);
        long seen = 0;
        for (int i = 0; i < counts.length && wanted > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.min(upperEdge(i), maxMicros());
            }
        }
        return 0;
    }

    private static int index(long micros) {
        if (micros < 1 << EXACT_BITS) {
            return (int) micros;
        }
        int magnitude = 63 - Long.numberOfLeadingZeros(micros);
        int step = (int) (micros >>> (magnitude - STEP_BITS)) & (STEPS - 1);
        return (1 << EXACT_BITS) + (magnitude - EXACT_BITS) * STEPS + step;
    }

    private static long upperEdge(int index) {
        if (index < 1 << EXACT_BITS) {
            return index;
        }
        int above = index - (1 << EXACT_BITS);
        int magnitude = above / STEPS + EXACT_BITS;
        long step = above % STEPS;
        return ((STEPS + step + 1) << (magnitude - STEP_BITS)) - 1;
    }
}
