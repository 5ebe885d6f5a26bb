package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.model.Did;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is done to rules beside changing what they say.
final class RuleActions {
    private RuleActions() {}

    @Command(
            name = "approve",
            description = "Approve a rule that waits for it.",
            footer = {"", "Example:  godwit rule approve ID --reason \"needed for the release\""})
    static final class Approve extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The rule.")
        private String id = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in its history.")
        private Optional<String> reason = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(
                    ApiPath.of("rules", id, "approve"),
                    Json.object().putText("reason", reason).build());
            say("approved rule " + id);
            return ExitCode.OK;
        }
    }

    @Command(name = "deny", description = "Deny a rule that waits for approval: it is removed.")
    static final class Deny extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The rule.")
        private String id = "";

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "Why; kept in its history.")
        private String reason = "";

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(
                    ApiPath.of("rules", id, "deny"), Json.object().put("reason", reason).build());
            say("denied rule " + id);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "suspend",
            description = "Have a rule rest: what it has stays, nothing more is copied for it.")
    static final class Suspend extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The rule.")
        private String id = "";

        @Option(names = "--cancel-requests", description = "Take transfers under way back, too.")
        private boolean cancel;

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(
                    ApiPath.of("rules", id, "suspend"),
                    Json.object().put("cancel_requests", cancel).build());
            say("suspended rule " + id);
            return ExitCode.OK;
        }
    }

    @Command(name = "resume", description = "Have a suspended rule go on.")
    static final class Resume extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The rule.")
        private String id = "";

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(ApiPath.of("rules", id, "resume"), Json.object().build());
            say("resumed rule " + id);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "move",
            description =
                    "Move what a rule keeps to other RSEs: prints the new rule; the old one ends"
                            + " when the new one is OK.",
            footer = {"", "Example:  godwit rule move ID --rses US"})
    static final class Move extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The rule.")
        private String id = "";

        @Option(
                names = {"--at", "--rses"},
                paramLabel = "EXPRESSION",
                required = true,
                description = "Where to.")
        private String at = "";

        @Option(names = "--copies", paramLabel = "N", description = "Default: as many as before.")
        private Optional<Integer> copies = Optional.empty();

        @Option(names = "--account", paramLabel = "ACCOUNT", description = "Another owner.")
        private Optional<String> account = Optional.empty();

        @Option(names = "--activity", paramLabel = "NAME", description = "Another activity.")
        private Optional<String> activity = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json moved =
                    engine.post(
                            ApiPath.of("rules", id, "move"),
                            Json.object()
                                    .put("rse_expression", at)
                                    .putNumber("copies", copies)
                                    .putText("account", account)
                                    .putText("activity", activity)
                                    .build());
            say(moved.at("id").text());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "reduce",
            description = "Keep fewer copies, of those that are there: prints the new rule.",
            footer = {"", "Example:  godwit rule reduce ID --copies 1 --exclude US"})
    static final class Reduce extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The rule, which must be OK.")
        private String id = "";

        @Option(names = "--copies", paramLabel = "N", required = true, description = "How many.")
        private int copies;

        @Option(
                names = "--exclude",
                paramLabel = "EXPRESSION",
                description = "Keep none at these RSEs.")
        private Optional<String> exclude = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json reduced =
                    engine.post(
                            ApiPath.of("rules", id, "reduce"),
                            Json.object()
                                    .put("copies", copies)
                                    .putText("exclude_expression", exclude)
                                    .build());
            say(reduced.at("id").text());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "history",
            description = "What happened to a rule, or to all rules on a DID, those gone too.",
            footer = {
                "",
                "Examples:  godwit rule history ID",
                "           godwit rule history --did demo:night-0042"
            })
    static final class History extends ReadCommand {
        /// Exactly one of them.
        static final class What {
            @Parameters(paramLabel = "ID", description = "The rule.")
            private Optional<String> id = Optional.empty();

            @Option(names = "--did", paramLabel = "SCOPE:NAME", description = "All rules on it.")
            private Optional<String> did = Optional.empty();
        }

        @ArgGroup(multiplicity = "1")
        private What what = new What();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            ApiPath path =
                    what.id.isPresent()
                            ? ApiPath.of("rules", what.id.get(), "history")
                            : DidCommand.path(Did.parse(what.did.orElse("")), "rule-history");
            Listing.print(
                    engine,
                    path,
                    output,
                    List.of(
                            Column.text("time"),
                            Column.text("rule"),
                            Column.text("event"),
                            Column.text("by"),
                            Column.text("note"),
                            Column.text("what")));
        }
    }
}
