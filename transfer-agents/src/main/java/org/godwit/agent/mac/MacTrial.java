package org.godwit.agent.mac;

import java.nio.ByteBuffer;
import javax.crypto.spec.SecretKeySpec;
import org.godwit.runtime.EngineClock;

/// Finds out which algorithm suits this host. Java has fast code for Poly1305 on some CPUs only,
/// and does not say on which.
public final class MacTrial {
    /// Far above what Poly1305 does without that code, and near what GMAC does.
    private static final double FAST_BYTES_PER_NANO = 2;

    /// The fast code is used once Java has compiled what calls it. Short tags bring that about
    /// soonest; blocks of a MiB would first be tagged slowly ten thousand times.
    private static final int WARM_UP_TAGS = 60_000;

    private static final int WARM_UP_BYTES = 64;
    private static final int TRIAL_BYTES = 256 << 10;
    private static final int TRIALS = 40;

    private MacTrial() {}

    /// The better algorithm, ready for use at full speed. Takes a quarter of a second of CPU time,
    /// twice that on a host without fast code for Poly1305.
    public static MacAlgorithm better(EngineClock clock) {
        if (bytesPerNano(MacAlgorithm.POLY1305, clock) >= FAST_BYTES_PER_NANO) {
            return MacAlgorithm.POLY1305;
        }
        warmUp(tagger(MacAlgorithm.GMAC), 0);
        return MacAlgorithm.GMAC;
    }

    /// The best of several trials: others may use this host at the same time.
    static double bytesPerNano(MacAlgorithm algorithm, EngineClock clock) {
        Tagger tagger = tagger(algorithm);
        long number = warmUp(tagger, 0);
        ByteBuffer data = ByteBuffer.allocate(TRIAL_BYTES);
        long bestNanos = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            long start = clock.nanoTime();
            tagger.tag(number++, data);
            bestNanos = Math.min(bestNanos, clock.nanoTime() - start);
        }
        return (double) TRIAL_BYTES / Math.max(1, bestNanos);
    }

    private static long warmUp(Tagger tagger, long firstNumber) {
        ByteBuffer data = ByteBuffer.allocate(WARM_UP_BYTES);
        for (long number = firstNumber; number < firstNumber + WARM_UP_TAGS; number++) {
            tagger.tag(number, data);
        }
        return firstNumber + WARM_UP_TAGS;
    }

    private static Tagger tagger(MacAlgorithm algorithm) {
        return new Tagger(
                algorithm, new SecretKeySpec(new byte[algorithm.keyBytes], algorithm.keyAlgorithm));
    }
}
