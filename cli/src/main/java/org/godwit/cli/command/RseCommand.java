package org.godwit.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import org.godwit.model.RseType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit rse`.
@Command(
        name = "rse",
        description = "RSEs: storage elements, each at a site.",
        subcommands = {
            RseCommand.ListRses.class,
            RseCommand.Show.class,
            RseCommand.Add.class,
            RseCommand.Set.class,
            RseCommand.Unset.class,
            RseCommand.Usage.class,
            RseDeletions.ListDeletions.class,
            RseDeletions.Confirm.class,
            RseDeletions.Permit.class,
            RseMoves.Drain.class,
            RseMoves.Decommission.class,
            RseMoves.Rebalance.class,
            RseMoves.Undrain.class,
            RseMoves.Drains.class,
            RseMoves.Plans.class,
            RseMoves.ShowPlan.class,
            RseAudits.Audit.class,
            RseAudits.ListAudits.class,
            RseCommand.Scrub.class
        })
final class RseCommand extends Noun {
    private static final Column NAME = Column.text("rse");
    private static final List<Column> COLUMNS =
            List.of(
                    NAME,
                    Column.text("site"),
                    Column.text("country"),
                    Column.text("type"),
                    Column.state("availability.read").named("READ"),
                    Column.state("availability.write").named("WRITE"),
                    Column.state("availability.delete").named("DELETE"),
                    Column.state("drain"),
                    Column.text("attributes"));

    @Command(
            name = "list",
            description = "List the RSEs, or those that an expression names.",
            footer = {
                "",
                "Examples:  godwit rse list",
                "           godwit rse list 'tier=1&country=FR'"
            })
    static final class ListRses extends ReadCommand {
        @Parameters(
                paramLabel = "EXPRESSION",
                arity = "0..1",
                description = "An RSE expression. Quote it: the shell has uses for & and |.")
        private Optional<String> expression = Optional.empty();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            try {
                Listing.print(
                        engine, ApiPath.of("rses").with("expression", expression), output, COLUMNS);
            } catch (EngineException refusal) {
                throw expression.isPresent()
                        ? PointedRefusal.of(expression.get(), refusal)
                        : refusal;
            }
        }
    }

    @Command(name = "show", description = "Show an RSE.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "RSE", description = "Its name.")
        private String name = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            output.show(engine.get(ApiPath.of("rses", name)), COLUMNS);
        }
    }

    @Command(
            name = "add",
            description = "Add an RSE.",
            footer = {"", "Example:  godwit rse add FR-DISK --site FR --attribute tier=1"})
    static final class Add extends ClientCommand {
        @Parameters(paramLabel = "RSE", description = "Its name.")
        private String name = "";

        @Option(
                names = "--site",
                paramLabel = "SITE",
                required = true,
                description = "The site that it is at.")
        private String site = "";

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description = "One of: ${COMPLETION-CANDIDATES}. Default: DISK.")
        private RseType type = RseType.DISK;

        @Option(
                names = "--non-deterministic",
                description = "Files lie where they were registered, not where their names say.")
        private boolean nonDeterministic;

        @Option(
                names = "--attribute",
                paramLabel = "KEY=VALUE",
                description = "What RSE expressions may ask for; repeat for more.")
        private Map<String, String> attributes = new LinkedHashMap<>();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json.ObjectBuilder keys = Json.object();
            attributes.forEach(keys::put);
            engine.post(
                    ApiPath.of("rses", name),
                    Json.object()
                            .put("site", site)
                            .put("type", type.name())
                            .put("deterministic", !nonDeterministic)
                            .put("attributes", keys.build())
                            .build());
            say("added RSE %s at %s".formatted(name, site));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "set",
            description = "Set attributes of an RSE, or what may be done at it.",
            footer = {
                "",
                "Examples:  godwit rse set FR-DISK tier=1 tape=false",
                "           godwit rse set FR-DISK --write no",
                "           godwit rse set FR-DISK tier=2 --dry-run"
            })
    static final class Set extends ReadCommand {
        @Parameters(index = "0", paramLabel = "RSE", description = "The RSE.")
        private String name = "";

        @Parameters(
                index = "1..*",
                arity = "0..*",
                paramLabel = "KEY=VALUE",
                description = "Attributes.")
        private Map<String, String> attributes = new LinkedHashMap<>();

        @Option(names = "--read", paramLabel = "yes|no", description = "Copies may be read.")
        private Optional<YesNo> read = Optional.empty();

        @Option(names = "--write", paramLabel = "yes|no", description = "Copies may be made.")
        private Optional<YesNo> write = Optional.empty();

        @Option(names = "--delete", paramLabel = "yes|no", description = "Copies may be removed.")
        private Optional<YesNo> delete = Optional.empty();

        @Option(
                names = "--scrub-rate",
                paramLabel = "RATE",
                description = {
                    "Have agents read its files again at this rate, such as 20MB, and compare them;"
                            + " 0 for not at all."
                })
        private Optional<String> scrubRate = Optional.empty();

        @Option(
                names = "--dry-run",
                description =
                        "Change nothing: list the rules that would move copies, and where to.")
        private boolean dryRun;

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            scrubRate.ifPresent(
                    rate -> attributes.put("scrub_rate", Long.toString(Units.parseBytes(rate))));
            if (dryRun) {
                preview(engine, output);
            } else {
                set(engine);
            }
        }

        private void preview(ApiClient engine, Output output) throws Exception {
            ApiPath path = ApiPath.of("rses", name, "moves");
            if (!attributes.isEmpty()) {
                List<String> pairs = new ArrayList<>();
                attributes.forEach((key, value) -> pairs.add(key + "=" + value));
                path = path.with("set", String.join(",", pairs));
            }
            path = with(path, "read", read);
            path = with(path, "write", write);
            path = with(path, "delete", delete);
            Listing.print(
                    engine,
                    path,
                    output,
                    List.of(
                            Column.text("rule"),
                            Column.text("did"),
                            Column.text("account"),
                            Column.text("expression"),
                            Column.text("from"),
                            Column.text("to"),
                            Column.of("files", Column.Kind.COUNT),
                            Column.of("bytes", Column.Kind.BYTES)));
        }

        private static ApiPath with(ApiPath path, String key, Optional<YesNo> answer) {
            return answer.isPresent()
                    ? path.with(key, Boolean.toString(answer.get().isYes()))
                    : path;
        }

        private void set(ApiClient engine) throws Exception {
            Json.ObjectBuilder availability = Json.object();
            read.ifPresent(answer -> availability.put("read", answer.isYes()));
            write.ifPresent(answer -> availability.put("write", answer.isYes()));
            delete.ifPresent(answer -> availability.put("delete", answer.isYes()));
            if (attributes.isEmpty() && availability.isEmpty()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "nothing to set; give KEY=VALUE, --read, --write or --delete");
            }
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                engine.put(
                        ApiPath.of("rses", name, "attributes", attribute.getKey()),
                        Json.object().put("value", attribute.getValue()).build());
            }
            if (!availability.isEmpty()) {
                engine.put(ApiPath.of("rses", name, "availability"), availability.build());
            }
            say("set " + name);
        }
    }

    @Command(
            name = "unset",
            description = "Remove attributes of an RSE.",
            footer = {"", "Example:  godwit rse unset FR-DISK tape"})
    static final class Unset extends ClientCommand {
        @Parameters(index = "0", paramLabel = "RSE", description = "The RSE.")
        private String name = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "Attributes.")
        private List<String> keys = List.of();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            for (String key : keys) {
                engine.delete(ApiPath.of("rses", name, "attributes", key));
            }
            say("removed %s from %s".formatted(String.join(", ", keys), name));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "usage",
            description = "Show what an RSE holds, by state of its replicas, and its free space.")
    static final class Usage extends ReadCommand {
        @Parameters(paramLabel = "RSE", description = "The RSE.")
        private String name = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            UsageText.print(engine.get(ApiPath.of("rses", name, "usage")), output);
        }
    }

    @Command(
            name = "scrub",
            description = "Show how far the files of an RSE have been read again and compared.",
            footer = {"", "Example:  godwit rse set FR-DISK --scrub-rate 20MB"})
    static final class Scrub extends ReadCommand {
        @Parameters(paramLabel = "RSE", description = "The RSE.")
        private String name = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            output.show(
                    engine.get(ApiPath.of("rses", name, "scrub")),
                    List.of(
                            NAME,
                            Column.of("bytes_per_second", Column.Kind.RATE).named("RATE"),
                            Column.count("round"),
                            Column.count("files"),
                            Column.count("available_files").named("OF FILES"),
                            Column.bytes("bytes"),
                            Column.count("bad"),
                            Column.text("held"),
                            Column.text("begun_at").named("ROUND BEGINS"),
                            Column.text("last_ended_at").named("LAST ROUND ENDED"),
                            Column.count("last_files"),
                            Column.count("last_bad")));
        }
    }
}
