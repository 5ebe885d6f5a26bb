package org.godwit.report;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.godwit.model.Bottleneck;

/// Rows of a throughput report as lines of text or CSV.
public final class ReportText {
    private static final String LAYOUT =
            "%-20s  %-24s  %9s  %10s  %12s  %12s  %7s  %12s  %7s  %7s  %-20s  %s";

    private ReportText() {}

    /// The line above a table.
    public static String heading() {
        return String.format(
                Locale.ROOT,
                LAYOUT,
                "FROM",
                "LINK",
                "FILES",
                "BYTES",
                "MEAN",
                "BUSY MEAN",
                "BUSY",
                "PEAK 10 S",
                "FILES OK",
                "BYTES OK",
                "FAILURES",
                "LIMITED BY");
    }

    /// A row of a table.
    public static String line(ThroughputRow row) {
        return String.format(
                        Locale.ROOT,
                        LAYOUT,
                        row.from(),
                        row.link(),
                        row.files(),
                        Units.bytes(row.bytes()),
                        Units.rate(row.mean()),
                        Units.rate(row.busyMean()),
                        Units.percent(row.busyFraction()),
                        Units.rate(row.peak10Rate()),
                        row.successByFiles().map(Units::percent).orElse("-"),
                        row.successByBytes().map(Units::percent).orElse("-"),
                        row.failureText(),
                        row.limitText())
                .stripTrailing();
    }

    /// The names of CSV's columns.
    public static String csvHeading() {
        return "from,to,source,destination,files,bytes,bytes_written,mean_bytes_per_second,"
                + "busy_mean_bytes_per_second,busy_fraction,peak_10s_bytes_per_second,"
                + "peak_60s_bytes_per_second,success_by_files,success_by_bytes,failed_attempts,"
                + "failures,"
                + Stream.of(Bottleneck.values())
                        .map(stage ->
                                "limited_by_" + stage.name().toLowerCase(Locale.ROOT) + "_bytes")
                        .collect(Collectors.joining(","))
                + ",limited_by_unknown_bytes";
    }

    /// A row of CSV. No value needs quotes but the failures.
    public static String csv(ThroughputRow row) {
        return String.join(
                ",",
                row.from().toString(),
                row.to().toString(),
                row.source(),
                row.destination(),
                Long.toString(row.files()),
                Long.toString(row.bytes()),
                Long.toString(row.bytesWritten()),
                decimal(Optional.of(row.mean())),
                decimal(Optional.of(row.busyMean())),
                decimal(Optional.of(row.busyFraction())),
                decimal(Optional.of(row.peak10Rate())),
                decimal(Optional.of(row.peak60Rate())),
                decimal(row.successByFiles()),
                decimal(row.successByBytes()),
                Long.toString(row.failedAttempts()),
                "\"" + row.failureText() + "\"",
                Stream.of(Bottleneck.values())
                        .map(stage -> Long.toString(row.limited().getOrDefault(stage, 0L)))
                        .collect(Collectors.joining(",")),
                Long.toString(row.limitUnknown()));
    }

    private static String decimal(Optional<Double> value) {
        return value.map(number -> String.format(Locale.ROOT, "%.4f", number)).orElse("");
    }
}
