package org.godwit.cli.command;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.output.Units;
import picocli.CommandLine.Option;

/// How to watch something until it is done.
final class WatchOptions {
    private static final Duration PERIOD_ON_TERMINAL = Duration.ofMillis(500);
    private static final Duration PERIOD_IN_PIPE = Duration.ofSeconds(5);

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            order = 600,
            description =
                    "Stop watching after this time: exit code 9, or 8 if something is stuck."
                            + " What is watched goes on.")
    private Optional<String> timeout = Optional.empty();

    @Option(
            names = "--period",
            paramLabel = "TIME",
            order = 601,
            description = "Between two looks. Default: half a second; 5s in a pipe.")
    private Optional<String> period = Optional.empty();

    ExitCode watch(ApiClient engine, List<String> rules, Surroundings surroundings)
            throws Exception {
        return new RuleWatcher(engine, surroundings, period(surroundings), timeout()).watch(rules);
    }

    Duration period(Surroundings surroundings) {
        return period.map(Units::parseDuration)
                .filter(Duration::isPositive)
                .orElse(
                        surroundings.terminal().interactive()
                                ? PERIOD_ON_TERMINAL
                                : PERIOD_IN_PIPE);
    }

    Optional<Duration> timeout() {
        return timeout.map(Units::parseDuration);
    }
}
