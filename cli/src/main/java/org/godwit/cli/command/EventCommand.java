package org.godwit.cli.command;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Format;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Rows;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `godwit event`.
@Command(
        name = "event",
        description = "Events: what happened, in order, to be read on without loss.",
        subcommands = {EventCommand.ListEvents.class, EventCommand.Last.class})
final class EventCommand extends Noun {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("id"),
                    Column.text("created_at").named("TIME"),
                    Column.text("event_type").named("TYPE"),
                    Column.text("payload").named("WHAT"));

    @Command(
            name = "list",
            description = "List what happened, and with --follow what happens.",
            footer = {
                "",
                "Keep the id of the last event that you have dealt with, and go on with --after ID: none is",
                "lost or comes twice. Events are kept for a week; who comes later is told.",
                "With --follow it begins now unless --after is given, and -o json is a value a line.",
                "Examples:  godwit event list --type RULE_OK,RULE_STUCK",
                "           godwit event list --follow -o json",
                "           godwit event list --after 327680 --limit 1000 -o jsonl"
            })
    static final class ListEvents extends ReadCommand {
        /// Less than the engine would wait and a connection may be silent.
        private static final int WAIT_SECONDS = 15;

        /// An engine that restarts is back within this time, or somebody must look.
        private static final Duration ABSENCE_MAX = Duration.ofMinutes(2);

        private static final Duration RETRY_EVERY = Duration.ofSeconds(1);

        @Option(
                names = "--after",
                paramLabel = "ID",
                description = "What came after this event. Default: all that are kept.")
        private Optional<Long> after = Optional.empty();

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                split = ",",
                description =
                        "Only these, as CLOSE or transfer-done; repeat or separate by commas.")
        private List<String> types = List.of();

        @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
        private Optional<Integer> limit = Optional.empty();

        @Option(
                names = "--follow",
                description = "Go on with what happens, until it is interrupted.")
        private boolean follow;

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            if (follow) {
                follow(engine, output);
                return;
            }
            Listing.print(engine, path(after.orElse(0L)), output, COLUMNS);
        }

        private ApiPath path(long from) {
            return ApiPath.of("events")
                    .with("after", Long.toString(from))
                    .with(
                            "type",
                            types.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(String.join(",", types)))
                    .with("limit", limit.map(number -> Integer.toString(number)));
        }

        private void follow(ApiClient engine, Output output) throws Exception {
            EngineClock clock = surroundings().clock();
            Follower follower =
                    new Follower(
                            output,
                            after.isPresent() ? after.get() : last(engine),
                            limit.orElse(Integer.MAX_VALUE));
            long heard = clock.nanoTime();
            while (follower.left > 0) {
                try {
                    engine.stream(
                            path(follower.seen).with("wait", Integer.toString(WAIT_SECONDS)),
                            follower::take);
                    heard = clock.nanoTime();
                } catch (EngineException | TimeoutException failure) {
                    Duration absence = Duration.ofNanos(clock.nanoTime() - heard);
                    if (!isAbsence(failure) || absence.compareTo(ABSENCE_MAX) > 0) {
                        throw failure;
                    }
                    clock.sleep(RETRY_EVERY);
                }
            }
        }

        private static boolean isAbsence(Exception failure) {
            return !(failure instanceof EngineException refusal)
                    || refusal.code() == ErrorCode.NETWORK_ERROR
                    || refusal.code() == ErrorCode.UNAVAILABLE
                    || refusal.code() == ErrorCode.OVERLOADED;
        }
    }

    /// Prints each event at once: tables and arrays would hold them back.
    private static final class Follower {
        private final Output output;
        private final Rows rows;
        private long seen;
        private int left;

        Follower(Output output, long seen, int left) {
            this.output = output;
            this.seen = seen;
            this.left = left;
            Format format =
                    output.format() == Format.json || output.isTable()
                            ? Format.jsonl
                            : output.format();
            this.rows =
                    new Output(output.out(), output.terminal(), format, output.chosen())
                            .rows(COLUMNS);
        }

        void take(Json event) {
            if (left == 0) {
                return;
            }
            if (output.isTable()) {
                output.say(
                        "%s  %s  %s"
                                .formatted(
                                        event.at("created_at").text(),
                                        event.at("event_type").text(),
                                        COLUMNS.getLast().shown(event)));
            } else {
                rows.add(event);
                output.out().flush();
            }
            seen = event.at("id").number();
            left--;
        }
    }

    private static long last(ApiClient engine) throws TimeoutException {
        return engine.get(ApiPath.of("events", "last")).at("id").number();
    }

    @Command(
            name = "last",
            description = "Print a number behind all that has happened, to begin from.",
            footer = {"", "Example:  godwit event list --follow --after \"$(godwit event last)\""})
    static final class Last extends ClientCommand {
        @Override
        ExitCode run(ApiClient engine) throws Exception {
            say(Long.toString(last(engine)));
            return ExitCode.OK;
        }
    }
}
