package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is being deleted at RSEs.
final class RseDeletions {
    private RseDeletions() {}

    @Command(
            name = "deletions",
            description =
                    "List the copies that are being deleted at an RSE, and what they wait for.")
    static final class ListDeletions extends ReadCommand {
        @Parameters(paramLabel = "RSE", description = "The RSE.")
        private String name = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("rses", name, "deletions"),
                    output,
                    List.of(
                            Column.text("scope"),
                            Column.text("name"),
                            Column.bytes("bytes"),
                            Column.state("state"),
                            Column.text("agent"),
                            Column.count("failures"),
                            Column.text("reason")));
        }
    }

    @Command(
            name = "confirm-delete",
            description = {
                "Let more files be deleted at an RSE than go in an hour by themselves; `godwit rse usage`",
                "says whether some are held back."
            },
            footer = {"", "Example:  godwit rse confirm-delete FR-DISK --yes-delete 250000"})
    static final class Confirm extends ClientCommand {
        @Parameters(paramLabel = "RSE", description = "The RSE.")
        private String name = "";

        @Option(
                names = "--yes-delete",
                paramLabel = "N",
                required = true,
                description = "So many files.")
        private long files;

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(
                    ApiPath.of("rses", name, "deletions", "confirm"),
                    Json.object().put("files", files).build());
            say("%,d files more may be deleted at %s".formatted(files, name));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "permit-deletion",
            description = {
                "Let a catalogue that was restored from a backup have files deleted, once you have",
                "compared it with the storages."
            })
    static final class Permit extends ClientCommand {
        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(ApiPath.of("deletion-permit"), Json.object().build());
            say("the engine may delete");
            return ExitCode.OK;
        }
    }
}
