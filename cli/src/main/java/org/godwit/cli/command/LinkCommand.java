package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Column.Kind;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit link`.
@Command(
        name = "link",
        description = "Links: what moves from one site to another, and how much may.",
        subcommands = {
            LinkCommand.ListLinks.class,
            LinkCommand.Show.class,
            LinkCommand.Set.class,
            LinkProbe.class
        })
final class LinkCommand extends Noun {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("source"),
                    Column.text("destination"),
                    Column.state("enabled"),
                    Column.count("distance"),
                    Column.of("bytes_per_second", Kind.RATE).named("RATE"),
                    Column.count("transfers").named("MOVING"),
                    Column.count("queued.files").named("QUEUED"),
                    Column.bytes("queued.bytes").named("QUEUED BYTES"),
                    Column.count("submitted.files").named("SUBMITTED"),
                    Column.count("waiting.files").named("WAITING"),
                    Column.count("transfers_max"),
                    Column.of("bytes_per_second_max", Kind.RATE).named("RATE MAX"));

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

    @Command(name = "show", description = "Show a link: settings, queue, rate.")
    static final class Show extends ReadCommand {
        @Parameters(index = "0", paramLabel = "SOURCE", description = "The site it comes from.")
        private String source = "";

        @Parameters(index = "1", paramLabel = "DESTINATION", description = "The site it goes to.")
        private String destination = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            output.show(engine.get(ApiPath.of("links", source, destination)), COLUMNS);
        }
    }

    @Command(
            name = "set",
            description = "Set how a link may be used; what is not named stays.",
            footer = {
                "",
                "Examples:  godwit link set UK FR --transfers-max 50",
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
                        "Most bytes per second, as in 500MB/s. Kept with the link; agents do not enforce"
                                + " it yet.")
        private Optional<String> rateMax = Optional.empty();

        @Option(names = "--enabled", paramLabel = "yes|no", description = "Whether to use it.")
        private Optional<YesNo> enabled = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json.ObjectBuilder changes =
                    Json.object()
                            .putNumber("distance", distance)
                            .putNumber("transfers_max", transfersMax)
                            .putNumber("bytes_per_second_max", rateMax.map(Units::parseBytes));
            enabled.ifPresent(answer -> changes.put("enabled", answer.isYes()));
            if (changes.isEmpty()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "nothing to set; give --distance, --transfers-max, --rate-max or --enabled");
            }
            engine.put(ApiPath.of("links", source, destination), changes.build());
            say("set link %s → %s".formatted(source, destination));
            return ExitCode.OK;
        }
    }
}
