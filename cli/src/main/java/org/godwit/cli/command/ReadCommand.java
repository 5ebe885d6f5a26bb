package org.godwit.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.output.Format;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Option;

/// A verb that shows something, in every output format, once or again and again.
abstract class ReadCommand extends ClientCommand {
    private static final String CLEAR = "\u001b[H\u001b[J";
    private static final int PERIOD_SECONDS_MAX = 86_400;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            order = 800,
            description = "One of: ${COMPLETION-CANDIDATES}. Default: table.")
    private Format format = Format.table;

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            order = 801,
            description = "Only these columns or fields, separated by commas.")
    private List<String> columns = List.of();

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "2",
            order = 802,
            description = "Show it again every 2 seconds, or every so many (--watch=10).")
    private Optional<Integer> watch = Optional.empty();

    /// Asks once and prints once.
    abstract void read(ApiClient engine, Output output) throws Exception;

    @Override
    final ExitCode run(ApiClient engine) throws Exception {
        if (watch.isEmpty()) {
            read(engine, output(surroundings().out()));
            return ExitCode.OK;
        }
        Duration period = period(watch.get());
        try {
            while (true) {
                showAgain(engine, period);
                surroundings().clock().sleep(period);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ExitCode.OK;
        }
    }

    /// Drawn in memory first, so that a screen changes at once.
    private void showAgain(ApiClient engine, Duration period) throws Exception {
        StringWriter screen = new StringWriter();
        read(engine, output(new PrintWriter(screen)));
        PrintWriter out = surroundings().out();
        if (surroundings().terminal().interactive()) {
            Instant now = Instant.ofEpochSecond(surroundings().clock().now().getEpochSecond());
            out.print(CLEAR + "every " + Units.duration(period) + ", now " + now + "\n\n");
        }
        out.print(screen);
        out.flush();
    }

    private Output output(PrintWriter out) {
        return new Output(out, surroundings().terminal(), format, columns);
    }

    private static Duration period(int seconds) {
        if (seconds < 1 || seconds > PERIOD_SECONDS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "--watch takes 1 to %d seconds".formatted(PERIOD_SECONDS_MAX));
        }
        return Duration.ofSeconds(seconds);
    }
}
