package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.model.BadState;
import org.godwit.model.Did;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The verbs of `godwit replica` about replicas whose bytes are doubted.
final class ReplicaDoubt {
    private ReplicaDoubt() {}

    /// What both declarations have in common.
    abstract static class Declare extends ClientCommand {
        @Parameters(index = "0", paramLabel = "RSE", description = "Where they lie.")
        private String rse = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "SCOPE:NAME",
                description = "Files, at most 1,000.")
        private List<String> files = List.of();

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Why, in one line.")
        private String reason = "";

        abstract boolean suspicious();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            List<Json> dids =
                    files.stream()
                            .map(Did::parse)
                            .map(did ->
                                    Json.object()
                                            .put("scope", did.scope())
                                            .put("name", did.name())
                                            .build())
                            .toList();
            Json answer =
                    engine.post(
                            ApiPath.of("rses", rse, "bad-replicas"),
                            Json.object()
                                    .put("dids", Json.of(dids))
                                    .put("suspicious", suspicious())
                                    .put("reason", reason)
                                    .build());
            List<Json> states = answer.at("states").items();
            for (int i = 0; i < states.size(); i++) {
                say("%s at %s: %s".formatted(files.get(i), rse, states.get(i).at("state").text()));
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "declare-bad",
            description = {
                "Declare copies bad: they are no sources any more.",
                "One that a rule locks is made again from a good copy. The agent looks at the file"
                        + " first: one that is good after all stays, another is put aside below"
                        + " .godwit/quarantine."
            },
            footer = {
                "",
                "Example:  godwit replica declare-bad FR-DISK demo:e1.fits --reason 'disk 7 is broken'"
            })
    static final class DeclareBad extends Declare {
        @Override
        boolean suspicious() {
            return false;
        }
    }

    @Command(
            name = "declare-suspicious",
            description =
                    "Say that copies may be bad. Three times within a day, and they count as bad if"
                            + " there is another copy.",
            footer = {
                "",
                "Example:  godwit replica declare-suspicious FR-DISK demo:e1.fits --reason 'read errors'"
            })
    static final class DeclareSuspicious extends Declare {
        @Override
        boolean suspicious() {
            return true;
        }
    }

    @Command(
            name = "list-bad",
            description = "List copies that were doubted, and what became of them.",
            footer = {
                "",
                "Examples:  godwit replica list-bad",
                "           godwit replica list-bad --rse FR-DISK --state lost"
            })
    static final class ListBad extends ReadCommand {
        @Option(names = "--rse", paramLabel = "RSE", description = "Only at this RSE.")
        private Optional<String> rse = Optional.empty();

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description = "Only these: ${COMPLETION-CANDIDATES}.")
        private Optional<BadState> state = Optional.empty();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("bad-replicas")
                            .with("rse", rse)
                            .with("state", state.map(Enum::name)),
                    output,
                    List.of(
                            Column.text("scope"),
                            Column.text("name"),
                            Column.text("rse"),
                            Column.state("state"),
                            Column.text("since"),
                            Column.text("account"),
                            Column.count("suspicions"),
                            Column.text("reason")));
        }
    }
}
