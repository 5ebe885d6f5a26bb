package org.godwit.it.wan.cases;

/// What a figure must reach.
record Target(Side side, double bound) {
    /// On which side of the bound a figure is good.
    enum Side {
        AT_LEAST("atLeast"),
        AT_MOST("atMost");

        private final String key;

        Side(String key) {
            this.key = key;
        }

        /// In JSON.
        String key() {
            return key;
        }
    }

    static Target atLeast(double bound) {
        return new Target(Side.AT_LEAST, bound);
    }

    static Target atMost(double bound) {
        return new Target(Side.AT_MOST, bound);
    }

    boolean holds(double value) {
        return switch (side) {
            case AT_LEAST -> value >= bound;
            case AT_MOST -> value <= bound;
        };
    }
}
