package org.godwit.it.wan.link;

import java.util.random.RandomGenerator;

/// Independent losses of segments with a fixed probability, drawn as the number of segments that
/// survive until the next loss (a geometric distribution): a link without loss costs nothing.
/// Confined to one thread.
final class Losses {
    private final RandomGenerator random;
    private double probability;
    private long survivors;

    Losses(RandomGenerator random, double probability) {
        this.random = random;
        setProbability(probability);
    }

    void setProbability(double value) {
        probability = value;
        draw();
    }

    /// Passes segments until one is lost.
    ///
    /// @return how many of `segments` pass; where that is fewer than all, the next one is lost and
    ///   has been passed as well
    int pass(int segments) {
        if (survivors >= segments) {
            survivors -= segments;
            return segments;
        }
        int passed = (int) survivors;
        draw();
        return passed;
    }

    private void draw() {
        survivors =
                probability == 0
                        ? Long.MAX_VALUE
                        : (long) (Math.log(1 - random.nextDouble()) / Math.log1p(-probability));
    }
}
