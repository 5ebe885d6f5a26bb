package org.godwit.cli.command;

import java.util.List;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.model.Did;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What rules would do, and what they wait for.
final class RulePlans {
    private RulePlans() {}

    @Command(
            name = "plan",
            description =
                    "Say what a rule would do: where its copies would go and why, what would move"
                            + " over which link, how long that might take. Changes nothing; the"
                            + " plan is kept for a week.",
            footer = {
                "",
                "Examples:  godwit rule plan \"keep 2 copies at FR+US of demo:night-0042\"",
                "           godwit rule add --from-plan 7"
            })
    static final class Plan extends ReadCommand {
        @Mixin private RuleFlags rule = new RuleFlags();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            PlanText.show(rule.ask(engine, ApiPath.of("plans"), rule.body().build()), output);
        }
    }

    @Command(name = "plans", description = "List the plans that are kept.")
    static final class Plans extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("plans"),
                    output,
                    List.of(
                            Column.text("id"),
                            Column.text("account"),
                            Column.text("created_at").named("CREATED"),
                            Column.text("statements")));
        }
    }

    @Command(name = "show-plan", description = "Show a plan again.")
    static final class ShowPlan extends ReadCommand {
        @Parameters(paramLabel = "ID", description = "The plan.")
        private String id = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            PlanText.show(engine.get(ApiPath.of("plans", id)), output);
        }
    }

    @Command(
            name = "explain",
            description = "Say what a rule waits for.",
            footer = {"", "Example:  godwit rule explain ID"})
    static final class Explain extends ReadCommand {
        @Parameters(paramLabel = "ID", description = "The rule.")
        private String id = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Json rule = engine.get(ApiPath.of("rules", id, "explain"));
            if (!output.isTable()) {
                output.show(rule, List.of(Column.text("words")));
                return;
            }
            output.out()
                    .println("%s: %s".formatted(rule.at("state").text(), rule.at("words").text()));
            for (Json group : rule.at("waiting").items()) {
                output.out()
                        .println(
                                "  %s copies at %s, such as %s: %s"
                                        .formatted(
                                                group.at("files").text(),
                                                group.at("rse").text(),
                                                group.at("example").text(),
                                                group.at("words").text()));
            }
        }
    }

    @Command(
            name = "why",
            description = "Say why a file is at an RSE, is on its way there, or is not.",
            footer = {"", "Example:  godwit rule why demo:e1.fits@US-DISK"})
    static final class Why extends ReadCommand {
        @Parameters(paramLabel = "SCOPE:NAME@RSE", description = "The file and the RSE.")
        private String what = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            int at = what.lastIndexOf('@');
            if (at < 0) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "\"" + what + "\" names no RSE; write e.g. demo:e1.fits@US-DISK");
            }
            Did did = Did.parse(what.substring(0, at));
            Json answer =
                    engine.get(
                            ApiPath.of(
                                    "replicas",
                                    did.scope(),
                                    did.name(),
                                    what.substring(at + 1),
                                    "why"));
            if (!output.isTable()) {
                output.show(answer, List.of(Column.text("words")));
                return;
            }
            output.out().println(answer.at("words").text());
            for (Json rule : answer.at("rules").items()) {
                output.out()
                        .println(
                                "  rule %s %s"
                                        .formatted(rule.at("id").text(), rule.at("why").text()));
            }
        }
    }
}
