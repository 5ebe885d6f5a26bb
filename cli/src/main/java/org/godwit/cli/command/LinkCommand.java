package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Column.Kind;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Rows;
import org.godwit.cli.output.Units;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit link`.
@Command(
        name = "link",
        description = "Links: what moves from one site to another, and how much may.",
        subcommands = {LinkCommand.ListLinks.class, LinkCommand.Show.class, LinkCommand.Set.class})
final class LinkCommand extends Noun {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("source"),
                    Column.text("destination"),
                    Column.state("enabled"),
                    Column.of("bytes_per_second", Kind.RATE).named("RATE"),
                    Column.of("bytes_per_second_max", Kind.RATE).named("RATE MAX"),
                    Column.count("transfers").named("MOVING"),
                    Column.of("rtt_micros", Kind.MICROS).named("RTT"),
                    Column.of("retransmit_ratio", Kind.SMALL_PERCENT).named("LOSS"),
                    Column.count("connections"),
                    Column.text("limited_by"),
                    Column.count("queued.files").named("QUEUED"),
                    Column.bytes("queued.bytes").named("QUEUED BYTES"),
                    Column.count("submitted.files").named("SUBMITTED"),
                    Column.count("waiting.files").named("WAITING"),
                    Column.count("transfers_max"),
                    Column.count("distance"),
                    Column.text("protection"));

    private static final List<Column> SHARES =
            List.of(
                    Column.text("agent"),
                    Column.of("bytes_per_second_max", Kind.RATE).named("SHARE OF THE CAP"),
                    Column.of("bytes_per_second_held", Kind.RATE).named("AT MOST"));

    @Command(
            name = "list",
            description = "List the links with their queues and rates.",
            footer = {"", "Example:  godwit link list --watch"})
    static final class ListLinks extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(engine, ApiPath.of("links"), output, COLUMNS);
        }
    }

    @Command(
            name = "show",
            description =
                    "Show a link: settings, queue, what moves now and what limits it, and who has"
                            + " which share of its cap.")
    static final class Show extends ReadCommand {
        @Parameters(index = "0", paramLabel = "SOURCE", description = "The site it comes from.")
        private String source = "";

        @Parameters(index = "1", paramLabel = "DESTINATION", description = "The site it goes to.")
        private String destination = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Json link = engine.get(ApiPath.of("links", source, destination));
            output.show(link, COLUMNS);
            List<Json> shares = link.at("shares").items();
            if (output.isForPeople() && !shares.isEmpty()) {
                output.say("");
                try (Rows rows = output.rows(SHARES)) {
                    shares.forEach(rows::add);
                }
            }
        }
    }

    @Command(
            name = "set",
            description = "Set how a link may be used; what is not named stays.",
            footer = {
                "",
                "Examples:  godwit link set UK FR --transfers-max 50",
                "           godwit link set UK FR --rate-max 250MB/s",
                "           godwit link set UK FR --protection integrity",
                "           godwit link set UK US --enabled no"
            })
    static final class Set extends ClientCommand {
        @Parameters(index = "0", paramLabel = "SOURCE", description = "The site it comes from.")
        private String source = "";

        @Parameters(index = "1", paramLabel = "DESTINATION", description = "The site it goes to.")
        private String destination = "";

        @Option(
                names = "--distance",
                paramLabel = "N",
                description = "Nearer sources are preferred; 0 is nearest.")
        private Optional<Integer> distance = Optional.empty();

        @Option(
                names = "--transfers-max",
                paramLabel = "N",
                description = "Most files on the way at once.")
        private Optional<Integer> transfersMax = Optional.empty();

        @Option(
                names = "--rate-max",
                paramLabel = "RATE",
                description =
                        "Most bytes per second of all agents together, as in 500MB/s; 0 for no cap.")
        private Optional<String> rateMax = Optional.empty();

        @Option(names = "--enabled", paramLabel = "yes|no", description = "Whether to use it.")
        private Optional<YesNo> enabled = Optional.empty();

        @Option(
                names = "--protection",
                paramLabel = "HOW",
                description =
                        "How data connections are protected: ${COMPLETION-CANDIDATES}. Anything but"
                                + " TLS also needs the consent of the source agents' configuration.")
        private Optional<Protection> protection = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json.ObjectBuilder changes =
                    Json.object()
                            .putNumber("distance", distance)
                            .putNumber("transfers_max", transfersMax)
                            .putNumber("bytes_per_second_max", rateMax.map(Units::parseBytes));
            enabled.ifPresent(answer -> changes.put("enabled", answer.isYes()));
            protection.ifPresent(how -> changes.put("protection", how.name()));
            if (changes.isEmpty()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "nothing to set; give --distance, --transfers-max, --rate-max, --protection or --enabled");
            }
            engine.put(ApiPath.of("links", source, destination), changes.build());
            say("set link %s → %s".formatted(source, destination));
            protection.map(Set::meaning).ifPresent(this::say);
            return ExitCode.OK;
        }

        /// What a protection means for the data; weaker ones are a choice to be made knowingly.
        private static String meaning(Protection protection) {
            return switch (protection) {
                case TLS ->
                        "file contents are encrypted and cannot be changed unseen on the way (TLS 1.3)";
                case INTEGRITY ->
                        "file contents now cross the network in clear: who is on the way can read them,"
                                + " but a change is found; agents still prove who they are";
                case CLEAR ->
                        "file contents now cross the network in clear and unprotected: who is on the way"
                                + " can read them, and change them if it also forges checksums; agents"
                                + " still prove who they are. Choose this only for a network that is"
                                + " protected by itself";
            };
        }
    }
}
