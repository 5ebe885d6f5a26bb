package org.godwit.it.cases;

/// What a figure must reach.
public record Target(Side side, double bound) {
    /// On which side of the bound a figure is good.
    public enum Side {
        AT_LEAST("atLeast"),
        AT_MOST("atMost");

        private final String key;

        Side(String key) {
            this.key = key;
        }

        /// In JSON.
        public String key() {
            return key;
        }
    }

    public static Target atLeast(double bound) {
        return new Target(Side.AT_LEAST, bound);
    }

    public static Target atMost(double bound) {
        return new Target(Side.AT_MOST, bound);
    }

    public boolean holds(double value) {
        return switch (side) {
            case AT_LEAST -> value >= bound;
            case AT_MOST -> value <= bound;
        };
    }
}
