package org.godwit.it.sim;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Seeded chance. Every component draws from a generator of its own, made from the seed and its
/// name, so that one more draw in one place does not shift the others.
final class Chance {
    private final SplittableRandom random;

    private Chance(SplittableRandom random) {
        this.random = random;
    }

    /// The generator of a component.
    static Chance of(long seed, String component) {
        return new Chance(new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ hash(component)));
    }

    /// FNV-1a, 64 bits: the same in every Java runtime.
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    boolean with(double probability) {
        return random.nextDouble() < probability;
    }

    /// From `low` to `high`, both included.
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    long between(long low, long high) {
        return random.nextLong(low, high + 1);
    }

    Duration between(Duration low, Duration high) {
        return Duration.ofNanos(random.nextLong(low.toNanos(), high.toNanos() + 1));
    }

    /// Mostly near `typical`, seldom far above: exponentially distributed.
    Duration about(Duration typical) {
        double factor = -Math.log(1 - random.nextDouble());
        return Duration.ofNanos((long) (typical.toNanos() * factor) + 1);
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// A generator for code that wants one of its own.
    RandomGenerator fork() {
        return random.split();
    }
}
