package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Rows;
import org.godwit.model.Did;
import org.godwit.model.RequestState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit transfer`.
@Command(
        name = "transfer",
        description = "Transfers: what is asked for, on its way, or waiting, and why.",
        subcommands = {TransferCommand.ListTransfers.class, TransferCommand.Explain.class})
final class TransferCommand extends Noun {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("scope"),
                    Column.text("name"),
                    Column.text("source"),
                    Column.text("rse").named("DESTINATION"),
                    Column.state("state"),
                    Column.bytes("bytes"),
                    Column.count("failures"),
                    Column.text("activity"),
                    Column.text("last_reason").named("LAST FAILURE"));

    @Command(
            name = "list",
            description = "List the transfers that are not done.",
            footer = {"", "Example:  godwit transfer list --rse FR-DISK --state waiting"})
    static final class ListTransfers extends ReadCommand {
        @Option(names = "--rse", paramLabel = "RSE", description = "To this RSE.")
        private Optional<String> rse = Optional.empty();

        @Option(names = "--source", paramLabel = "RSE", description = "From this RSE.")
        private Optional<String> source = Optional.empty();

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description = "In this state: ${COMPLETION-CANDIDATES}.")
        private Optional<RequestState> state = Optional.empty();

        @Option(names = "--rule", paramLabel = "ID", description = "For this rule.")
        private Optional<String> rule = Optional.empty();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("transfers")
                            .with("rse", rse)
                            .with("source", source)
                            .with("state", state.map(Enum::name))
                            .with("rule", rule),
                    output,
                    COLUMNS);
        }
    }

    @Command(
            name = "explain",
            description = "Say where the copy of a file at an RSE is, and what it waits for.",
            footer = {"", "Example:  godwit transfer explain demo:e1.fits FR-DISK"})
    static final class Explain extends ReadCommand {
        private static final List<Column> ATTEMPTS =
                List.of(
                        Column.count("attempt"),
                        Column.text("ended_at").named("ENDED"),
                        Column.of("seconds", Column.Kind.TIME).named("TOOK"),
                        Column.text("source"),
                        Column.bytes("bytes").named("MOVED"),
                        Column.text("limited_by"),
                        Column.text("failure"),
                        Column.text("reason"));

        @Parameters(index = "0", paramLabel = "SCOPE:NAME", description = "The file.")
        private String did = "";

        @Parameters(index = "1", paramLabel = "RSE", description = "Where it is to go.")
        private String rse = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Did file = Did.parse(did);
            Json answer = engine.get(ApiPath.of("transfers", file.scope(), file.name(), rse));
            output.show(
                    answer,
                    List.of(
                            Column.text("scope"),
                            Column.text("name"),
                            Column.text("rse").named("DESTINATION"),
                            Column.state("state"),
                            Column.text("summary").named("WHY"),
                            Column.text("source"),
                            Column.text("agent"),
                            Column.text("activity"),
                            Column.bytes("bytes"),
                            Column.bytes("bytes_done").named("DONE"),
                            Column.text("next_attempt_at").named("NEXT ATTEMPT"),
                            Column.count("rules")));
            List<Json> attempts = answer.at("attempts").items();
            if (output.isForPeople() && !attempts.isEmpty()) {
                output.say("");
                try (Rows rows = output.rows(ATTEMPTS)) {
                    attempts.forEach(rows::add);
                }
            }
        }
    }
}
