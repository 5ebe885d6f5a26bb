package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import org.godwit.model.Did;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Erasing DIDs, and taking that back.
final class Erasures {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("scope"),
                    Column.text("name"),
                    Column.count("files"),
                    Column.bytes("bytes"),
                    Column.text("erased_at"),
                    Column.text("goes_at"));

    private Erasures() {}

    @Command(
            name = "erase",
            description = {
                "Erase a DID: after a day, in which it can be taken back, its rules end, what it holds",
                "is detached, and files that nobody else wants are deleted."
            },
            footer = {
                "",
                "Examples:  godwit did erase lsst:night-0042",
                "           godwit did erase lsst:night-0042 --in 7d --yes-delete 250000"
            })
    static final class Erase extends ClientCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The file, dataset or container.")
        private String did = "";

        @Option(
                names = "--in",
                paramLabel = "TIME",
                description = "How long it can be taken back. Default: 24h.")
        private Optional<String> in = Optional.empty();

        @Option(
                names = "--yes-delete",
                paramLabel = "N",
                description = "So many files go, and you know it; needed above 10,000.")
        private Optional<Long> confirmed = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json.ObjectBuilder body = Json.object();
            in.ifPresent(time -> body.put("in_seconds", Units.parseDuration(time).toSeconds()));
            confirmed.ifPresent(files -> body.put("yes_delete", files));
            Json erased = engine.post(DidCommand.path(Did.parse(did), "erasure"), body.build());
            say(
                    "%s goes at %s, with %,d files; godwit did unerase %s takes it back"
                            .formatted(
                                    did,
                                    erased.at("goes_at").text(),
                                    erased.at("files").number(),
                                    did));
            return ExitCode.OK;
        }
    }

    @Command(name = "unerase", description = "Take the erasure of a DID back, before its time.")
    static final class Unerase extends ClientCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The file, dataset or container.")
        private String did = "";

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.delete(DidCommand.path(Did.parse(did), "erasure"));
            say(did + " stays");
            return ExitCode.OK;
        }
    }

    @Command(name = "erasures", description = "List the DIDs that are erased and not gone yet.")
    static final class ListErasures extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(engine, ApiPath.of("erasures"), output, COLUMNS);
        }
    }
}
