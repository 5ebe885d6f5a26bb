package org.godwit.report;

import java.util.Locale;

/// Sizes and rates for people, in decimal units.
public final class Units {
    private static final double STEP = 1000;
    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

    private Units() {}

    /// Such as `3.2 GB`.
    public static String bytes(long bytes) {
        return decimal((double) bytes);
    }

    /// Such as `3.2 GB/s`.
    public static String rate(double bytesPerSecond) {
        return decimal(bytesPerSecond) + "/s";
    }

    private static String decimal(double number) {
        double value = number;
        int prefix = 0;
        while (Math.abs(value) >= STEP - 0.5 && prefix < PREFIXES.length - 1) {
            value /= STEP;
            prefix++;
        }
        String format = prefix == 0 || Math.abs(value) >= 99.95 ? "%.0f %sB" : "%.1f %sB";
        return String.format(Locale.ROOT, format, value, PREFIXES[prefix]);
    }

    /// Such as `97.5 %`.
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /// Such as `62 %`; `<1 %` for what would be rounded to nothing.
    public static String wholePercent(double share) {
        return share > 0 && share < 0.005
                ? "<1 %"
                : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
