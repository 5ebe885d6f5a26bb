package org.godwit.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;

/// What one link carried in one period.
///
/// @param source site that sent
/// @param destination site that received
/// @param files that arrived verified
/// @param bytes of those files
/// @param bytesWritten to disk at the destination, by failed attempts too
/// @param busySeconds of the bins in which something was written
/// @param peak10 most bytes written in one bin of 10 s
/// @param peak60 most bytes written in six bins that follow each other, within the period
/// @param bytesMoved across the link by attempts that succeeded
/// @param bytesFailed across the link by attempts that failed
/// @param failures failed attempts by cause
/// @param limited bytes across the link by what limited the attempts that moved them; where that is
///   not known they are in none
public record ThroughputRow(
        Instant from,
        Instant to,
        String source,
        String destination,
        long files,
        long bytes,
        long bytesWritten,
        long busySeconds,
        long peak10,
        long peak60,
        long bytesMoved,
        long bytesFailed,
        Map<FailureClass, Long> failures,
        Map<Bottleneck, Long> limited) {
    private static final double MINUTE = 60;
    private static final double BIN = 10;

    public ThroughputRow {
        failures = Map.copyOf(failures);
        limited = Map.copyOf(limited);
    }

    /// `SOURCE:DESTINATION`.
    public String link() {
        return source + ":" + destination;
    }

    public long seconds() {
        return to.getEpochSecond() - from.getEpochSecond();
    }

    /// Bytes written per second of the whole period.
    public double mean() {
        return (double) bytesWritten / seconds();
    }

    /// Bytes written per second of the bins in which something was written; 0 if there is none.
    public double busyMean() {
        return busySeconds == 0 ? 0 : (double) bytesWritten / busySeconds;
    }

    /// Share of the period in which something was written.
    public double busyFraction() {
        return (double) busySeconds / seconds();
    }

    /// Bytes per second in the best 10 s.
    public double peak10Rate() {
        return peak10 / BIN;
    }

    /// Bytes per second in the best minute.
    public double peak60Rate() {
        return peak60 / MINUTE;
    }

    public long failedAttempts() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Attempts that succeeded among all that ended; empty if none did.
    public Optional<Double> successByFiles() {
        return share(files, failedAttempts());
    }

    /// Bytes moved by attempts that succeeded among those of all that ended; empty if there are
    /// none.
    public Optional<Double> successByBytes() {
        return share(bytesMoved, bytesFailed);
    }

    private static Optional<Double> share(long good, long bad) {
        return good + bad == 0 ? Optional.empty() : Optional.of((double) good / (good + bad));
    }

    /// Such as `NETWORK 3, SPACE 1`.
    public String failureText() {
        return String.join(
                ", ",
                new TreeMap<>(failures)
                        .entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    }

    /// Bytes across the link of which it is not known what limited them.
    public long limitUnknown() {
        return Math.max(0, bytesMoved + bytesFailed - limitKnown());
    }

    private long limitKnown() {
        return limited.values().stream().mapToLong(Long::longValue).sum();
    }

    /// What limited the attempts, by bytes, the most first: `link 62 %, source disk 38 %`. Empty if
    /// nothing is known.
    public String limitText() {
        long known = limitKnown();
        return limited.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(
                        Map.Entry.<Bottleneck, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(entry ->
                        words(entry.getKey())
                                + " "
                                + Units.wholePercent((double) entry.getValue() / known))
                .collect(Collectors.joining(", "));
    }

    private static String words(Bottleneck stage) {
        return stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
