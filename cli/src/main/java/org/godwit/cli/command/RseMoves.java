package org.godwit.cli.command;

import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// RSEs that are emptied or taken out of use, each by a plan.
final class RseMoves {
    private RseMoves() {}

    /// What is planned, shown, and carried out.
    abstract static class Planned extends ReadCommand {
        @Option(
                names = "--from-plan",
                paramLabel = "ID",
                description = "Carry out this plan, exactly as it was shown.")
        private Optional<Long> plan = Optional.empty();

        @Option(
                names = {"--dry-run", "--plan"},
                description =
                        "Change nothing: show what would move where, over which links, what cannot"
                                + " and why. The plan is kept for a week.")
        private boolean dryRun;

        /// What to plan.
        abstract Json body();

        /// Whether what is planned may be carried out without having been looked at.
        abstract boolean mayGoOn();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            if (plan.isPresent()) {
                apply(engine, output, Long.toString(plan.get()));
                return;
            }
            Json planned = engine.post(ApiPath.of("move-plans"), body());
            MovePlanText.show(planned, output);
            String id = planned.at("id").text();
            if (!dryRun && mayGoOn()) {
                apply(engine, output, id);
            } else if (output.isTable()) {
                output.out()
                        .println("Plan %s: `--from-plan %s` does exactly that.".formatted(id, id));
            }
        }

        private static void apply(ApiClient engine, Output output, String id) throws Exception {
            Json begun = engine.post(ApiPath.of("move-plans", id, "apply"), Json.object().build());
            if (output.isTable()) {
                output.out()
                        .println(
                                "begun: %s; `godwit rse drains` says how far it is"
                                        .formatted(begun.at("words").text()));
            } else {
                output.show(begun, List.of(Column.text("id"), Column.text("words")));
            }
        }

        /// The RSE that was given, unless a plan was.
        String required(Optional<String> what, String name) {
            return what.orElseThrow(() ->
                    new EngineException(
                            ErrorCode.INVALID_INPUT, "name %s, or a plan".formatted(name)));
        }
    }

    @Command(
            name = "drain",
            description = {
                "Empty an RSE of what rules keep there: nothing new goes there, and every copy is kept",
                "until the one that replaces it is there. `godwit rse undrain` calls it off."
            },
            footer = {
                "",
                "Examples:  godwit rse drain FR-DISK --dry-run",
                "           godwit rse drain --from-plan 7"
            })
    static final class Drain extends Planned {
        @Parameters(paramLabel = "RSE", arity = "0..1", description = "The RSE.")
        private Optional<String> name = Optional.empty();

        @Override
        Json body() {
            return Json.object().put("kind", "DRAIN").put("rse", required(name, "the RSE")).build();
        }

        @Override
        boolean mayGoOn() {
            return true;
        }
    }

    @Command(
            name = "decommission",
            description = {
                "Take an RSE out of use for good: it is drained, then its copies are deleted, then no",
                "expression means it any more. Shows the plan; --from-plan carries it out."
            },
            footer = {
                "",
                "Examples:  godwit rse decommission FR-DISK",
                "           godwit rse decommission FR-DISK --storage-is-gone",
                "           godwit rse decommission --from-plan 7"
            })
    static final class Decommission extends Planned {
        @Parameters(paramLabel = "RSE", arity = "0..1", description = "The RSE.")
        private Optional<String> name = Optional.empty();

        @Option(
                names = "--storage-is-gone",
                description =
                        "Its storage is lost: its copies are given up and made from others; files"
                                + " without another copy are named as lost.")
        private boolean gone;

        @Override
        Json body() {
            return Json.object()
                    .put("kind", "DECOMMISSION")
                    .put("rse", required(name, "the RSE"))
                    .put("storage_is_gone", gone)
                    .build();
        }

        @Override
        boolean mayGoOn() {
            return false;
        }
    }

    @Command(
            name = "rebalance",
            description = {
                "Move copies from the fuller to the emptier of some RSEs, the biggest gain first: of rules",
                "that are OK, not locked, and may lie at the other RSE as well. Shows the plan; --from-plan",
                "carries it out."
            },
            footer = {
                "",
                "Examples:  godwit rse rebalance 'country=FR'",
                "           godwit rse rebalance 'tier=1' --by quota --bytes-max 50TB",
                "           godwit rse rebalance --from-plan 7",
                "           godwit rse rebalance --stop"
            })
    static final class Rebalance extends Planned {
        @Parameters(
                paramLabel = "EXPRESSION",
                arity = "0..1",
                description = "The RSEs. Quote it: the shell has uses for & and |.")
        private Optional<String> expression = Optional.empty();

        @Option(
                names = "--by",
                paramLabel = "ATTRIBUTE",
                description =
                        "What each should hold, in proportion to this number; by default the size"
                                + " of its storage.")
        private Optional<String> by = Optional.empty();

        @Option(
                names = "--files-max",
                paramLabel = "N",
                description = "Move at most so many copies; 1,000,000 by default.")
        private Optional<Long> files = Optional.empty();

        @Option(
                names = "--bytes-max",
                paramLabel = "SIZE",
                description = "Move at most so much, as in 50TB.")
        private Optional<String> bytes = Optional.empty();

        @Option(
                names = "--stop",
                description = "Call off what was planned and has not begun to move.")
        private boolean stop;

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            if (!stop) {
                super.read(engine, output);
                return;
            }
            Json stopped = engine.delete(ApiPath.of("rebalance"));
            output.out()
                    .println(
                            "%s datasets stay; %s copies are on their way still"
                                    .formatted(
                                            stopped.at("groups").text(),
                                            stopped.at("copies_moving").text()));
        }

        @Override
        Json body() {
            Json.ObjectBuilder body =
                    Json.object()
                            .put("kind", "REBALANCE")
                            .put("expression", required(expression, "the RSEs"));
            by.ifPresent(attribute -> body.put("by", attribute));
            files.ifPresent(count -> body.put("files_max", count));
            bytes.ifPresent(size -> body.put("bytes_max", Units.parseBytes(size)));
            return body.build();
        }

        @Override
        boolean mayGoOn() {
            return false;
        }
    }

    @Command(
            name = "undrain",
            description = {
                "Put an RSE back into use. Datasets that have begun to leave go on, so that they stay",
                "together; the others stay."
            })
    static final class Undrain extends ClientCommand {
        @Parameters(paramLabel = "RSE", description = "The RSE.")
        private String name = "";

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.delete(ApiPath.of("rses", name, "drain"));
            say("RSE %s is in use".formatted(name));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "drains",
            description =
                    "Say how far RSEs are that are drained or decommissioned, and what keeps them.")
    static final class Drains extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            if (!output.isTable()) {
                Listing.print(
                        engine,
                        ApiPath.of("drains"),
                        output,
                        List.of(Column.text("rse"), Column.state("state"), Column.text("words")));
                return;
            }
            engine.stream(
                    ApiPath.of("drains"),
                    drain -> {
                        output.out()
                                .println(
                                        "%s %s"
                                                .formatted(
                                                        drain.at("rse").text(),
                                                        drain.at("words").text()));
                        for (Json rule : drain.at("staying").items()) {
                            MovePlanText.staying(rule, output.out());
                        }
                    });
        }
    }

    @Command(name = "plans", description = "List the plans to move copies that are kept.")
    static final class Plans extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("move-plans"),
                    output,
                    List.of(
                            Column.text("id"),
                            Column.text("kind"),
                            Column.text("rses"),
                            Column.text("account"),
                            Column.text("created_at").named("CREATED"),
                            Column.text("words")));
        }
    }

    @Command(name = "show-plan", description = "Show a plan to move copies again.")
    static final class ShowPlan extends ReadCommand {
        @Parameters(paramLabel = "ID", description = "The plan.")
        private String id = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            MovePlanText.show(engine.get(ApiPath.of("move-plans", id)), output);
        }
    }
}
