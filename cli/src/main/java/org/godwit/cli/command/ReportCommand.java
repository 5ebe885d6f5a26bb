package org.godwit.cli.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Column.Kind;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `godwit report`.
@Command(
        name = "report",
        description = "Reports: what moved, how fast, what failed.",
        subcommands = {ReportCommand.Throughput.class})
final class ReportCommand extends Noun {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("from"),
                    Column.text("link"),
                    Column.count("files"),
                    Column.bytes("bytes"),
                    Column.of("mean_bytes_per_second", Kind.RATE).named("MEAN"),
                    Column.of("busy_mean_bytes_per_second", Kind.RATE).named("BUSY MEAN"),
                    Column.of("busy_fraction", Kind.PERCENT).named("BUSY"),
                    Column.of("peak_10s_bytes_per_second", Kind.RATE).named("PEAK 10 S"),
                    Column.of("success_by_files", Kind.PERCENT).named("FILES OK"),
                    Column.of("success_by_bytes", Kind.PERCENT).named("BYTES OK"),
                    Column.text("failures"),
                    Column.text("limited_by"));

    @Command(
            name = "throughput",
            description = "Files, bytes, rates and failures per link and period.",
            footer = {
                "",
                "Examples:  godwit report throughput --since 1h --period 1m",
                "           godwit report throughput --since 2026-11-01 --period 1d -o csv",
                "           godwit report throughput --since 12h --link 'UK-DISK:FR-DISK'"
            })
    static final class Throughput extends ReadCommand {
        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "Begin: so long ago (1h), a day, or a time in UTC. Default: 1h.")
        private String since = "1h";

        @Option(names = "--until", paramLabel = "TIME", description = "End. Default: now.")
        private Optional<String> until = Optional.empty();

        @Option(
                names = "--period",
                paramLabel = "TIME",
                description = "A row for each, as in 1m. Default: one for all.")
        private Optional<String> period = Optional.empty();

        @Option(names = "--link", paramLabel = "SOURCE:DESTINATION", description = "This link.")
        private Optional<String> link = Optional.empty();

        @Option(names = "--activity", paramLabel = "NAME", description = "This activity.")
        private Optional<String> activity = Optional.empty();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Instant now = surroundings().clock().now();
            Instant from = instant(since, now);
            Instant to = until.map(text -> instant(text, now)).orElse(now);
            Duration each =
                    period.map(Units::parseDuration)
                            .orElseGet(() ->
                                    Duration.ofSeconds(Duration.between(from, to).toSeconds()));
            Listing.print(
                    engine,
                    ApiPath.of("reports", "throughput")
                            .with("from", from.toString())
                            .with("to", to.toString())
                            .with("period", Long.toString(each.toSeconds()))
                            .with("link", link)
                            .with("activity", activity),
                    output,
                    COLUMNS);
        }

        /// `90m` ago, `2026-11-23`, or `2026-11-23T07:00:00Z`.
        private static Instant instant(String text, Instant now) {
            try {
                if (text.indexOf('T') > 0) {
                    return Instant.parse(text);
                }
                if (text.indexOf('-') > 0) {
                    return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                }
            } catch (DateTimeException _) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "\"%s\" is no time; write e.g. 1h, 2026-11-23 or 2026-11-23T07:00:00Z"
                                .formatted(Names.printable(text)));
            }
            return now.minus(Units.parseDuration(text));
        }
    }
}
