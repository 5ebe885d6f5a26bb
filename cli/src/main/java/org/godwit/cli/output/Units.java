package org.godwit.cli.output;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Quantities as people write and read them. Prefixes are decimal: 1 kB is 1,000 bytes.
public final class Units {
    private static final List<String> PREFIXES = List.of("", "k", "M", "G", "T", "P", "E");
    private static final int STEP = 1000;
    private static final Pattern BYTES =
            Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([kKMGTPE]?)B?(?:/s)?");
    private static final Pattern DURATION =
            Pattern.compile("(\\d{1,9})\\s*(s|m|min|h|d|w)", Pattern.CASE_INSENSITIVE);

    private Units() {}

    /// Two digits or more: `0 B`, `999 B`, `1.5 kB`, `12 GB`.
    public static String bytes(double bytes) {
        double value = bytes;
        int prefix = 0;
        // Before rounding would show "1000 kB".
        while (value >= 999.5 && prefix < PREFIXES.size() - 1) {
            value /= STEP;
            prefix++;
        }
        boolean digit = prefix > 0 && value < 9.95;
        return String.format(
                Locale.ROOT, digit ? "%.1f %sB" : "%.0f %sB", value, PREFIXES.get(prefix));
    }

    public static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    public static String rate(double bytesPerSecond) {
        return bytes(bytesPerSecond) + "/s";
    }

    /// Two units at most: `6 s`, `1 min 20 s`, `2 h 05 min`, `3 d 04 h`.
    public static String duration(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return pair(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return pair(seconds / 3_600, "h", seconds % 3_600 / 60, "min");
        }
        return pair(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
    }

    private static String pair(long major, String majorUnit, long minor, String minorUnit) {
        String head = major + " " + majorUnit;
        return minor == 0 ? head : String.format(Locale.ROOT, "%s %02d %s", head, minor, minorUnit);
    }

    /// Rounded down, so that 100 % means all.
    public static String percent(double part, double whole) {
        return (whole <= 0 ? 100 : (long) Math.floor(100 * Math.min(part / whole, 1))) + " %";
    }

    /// Reads `1500`, `1.5 kB`, `100MB/s`.
    ///
    /// @throws EngineException `INVALID_INPUT`
    public static long parseBytes(String text) {
        Matcher matcher = BYTES.matcher(text.strip());
        if (matcher.matches()) {
            int prefix = PREFIXES.indexOf(matcher.group(2).replace('K', 'k'));
            BigDecimal bytes =
                    new BigDecimal(matcher.group(1))
                            .multiply(BigDecimal.valueOf(STEP).pow(prefix))
                            .setScale(0, RoundingMode.HALF_UP);
            if (bytes.toBigInteger().bitLength() < Long.SIZE) {
                return bytes.longValueExact();
            }
        }
        throw new EngineException(
                ErrorCode.INVALID_INPUT,
                "\"%s\" is no number of bytes; write e.g. 1500, 500MB or 1.5GB"
                        .formatted(Names.printable(text)));
    }

    /// Reads `90s`, `10m`, `12h`, `30d`, `2w`.
    ///
    /// @throws EngineException `INVALID_INPUT`
    public static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "\"%s\" is no time; write e.g. 90s, 10m, 12h, 30d or 2w"
                            .formatted(Names.printable(text)));
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "s" -> Duration.ofSeconds(number);
            case "m", "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            case String _ -> Duration.ofDays(7 * number);
        };
    }
}
