package org.godwit.it.catalogue;

import java.util.Arrays;

/// Times of operations. Not thread-safe.
final class Latencies {
    private long[] nanos = new long[1 << 12];
    private int count;

    void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = time;
    }

    void addAll(Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /// Milliseconds that this part of the operations took at most.
    double millis(double part) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, Math.round(part * count))] / 1e6;
    }
}
