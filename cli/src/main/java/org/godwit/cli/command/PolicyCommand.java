package org.godwit.cli.command;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.json.YamlText;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;

/// `godwit policy`.
@Command(
        name = "policy",
        description = "Policies: rules declared in files.",
        subcommands = {
            PolicyCommand.Apply.class,
            PolicyCommand.ListPolicies.class,
            PolicyCommand.Show.class,
            PolicyCommand.Export.class
        })
final class PolicyCommand extends Noun {
    /// Larger files are no list of policies.
    private static final long FILE_BYTES_MAX = 1 << 20;

    @Command(
            name = "apply",
            description =
                    "Bring about what a file declares: adds rules that are missing, changes those"
                            + " that say something else, removes those that are not declared any"
                            + " more. Applied again it changes nothing.",
            footer = {
                "",
                "The file:  policies:",
                "             nights:",
                "               data: lsst:night-*",
                "               rules:",
                "                 - keep 2 copies at FR+US for 30 days",
                "                 - keep 1 copy on tape at US",
                "Examples:  godwit policy apply -f policy.yaml --diff",
                "           godwit policy apply -f policy.yaml --prune"
            })
    static final class Apply extends ReadCommand {
        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                required = true,
                description = "YAML, as below.")
        private Path file = Path.of("");

        @Option(names = "--diff", description = "Only say what would be done.")
        private boolean diff;

        @Option(
                names = "--prune",
                description = "Also remove the policies that the file does not declare.")
        private boolean prune;

        @Option(names = "--account", paramLabel = "ACCOUNT", description = "Whose. Default: yours.")
        private Optional<String> account = Optional.empty();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Json answer =
                    engine.post(
                            ApiPath.of("policies"),
                            Json.object()
                                    .put("policies", Json.of(policies(file)))
                                    .putText("account", account)
                                    .put("prune", prune)
                                    .put("diff", diff)
                                    .build());
            if (!output.isTable()) {
                output.show(answer, List.of(Column.text("changes")));
                return;
            }
            print(answer, output);
        }

        private static void print(Json answer, Output output) {
            long kept = 0;
            for (Json change : answer.at("changes").items()) {
                String action = change.at("action").text();
                if (action.equals("KEEP")) {
                    kept++;
                    continue;
                }
                String sign =
                        switch (action) {
                            case "ADD" -> "+";
                            case "REMOVE" -> "-";
                            case String _ -> "~";
                        };
                output.out()
                        .println(
                                "%s %s %s: %s"
                                        .formatted(
                                                sign,
                                                change.at("policy").text(),
                                                change.at("did").text(),
                                                change.at("what").text()));
            }
            output.out()
                    .println(
                            "%d rules as declared already%s"
                                    .formatted(
                                            kept,
                                            answer.at("applied").isTrue()
                                                    ? ""
                                                    : "; nothing was changed (--diff)"));
            output.out().flush();
        }
    }

    /// The policies of a file, as the engine takes them.
    static List<Json> policies(Path file) {
        Json root = yaml(file);
        if (!(root.at("policies") instanceof Json.Obj(Map<String, Json> named))) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    file + " declares no policies; begin with \"policies:\" and a name below it");
        }
        List<Json> policies = new ArrayList<>();
        named.forEach((name, policy) ->
                policies.add(
                        Json.object()
                                .put("name", name)
                                .put("data", list(policy.at("data")))
                                .put("rules", list(policy.at("rules")))
                                .putText("comment", policy.text("comment"))
                                .build()));
        return policies;
    }

    private static Json list(Json value) {
        return value instanceof Json.Text ? Json.of(List.of(value)) : value;
    }

    private static Json yaml(Path file) {
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT, file + " is larger than 1 MiB: split it");
            }
            return YamlText.read(text);
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            String why = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new EngineException(ErrorCode.INVALID_INPUT, file + " is no YAML: " + why, e);
        }
    }

    @Command(name = "list", description = "List the policies.")
    static final class ListPolicies extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("policies"),
                    output,
                    List.of(
                            Column.text("name"),
                            Column.text("account"),
                            Column.text("data"),
                            Column.text("rules")));
        }
    }

    @Command(name = "show", description = "Show a policy, and the rules that it has made.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "NAME", description = "The policy.")
        private String name = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            output.show(
                    engine.get(ApiPath.of("policies", name)),
                    List.of(
                            Column.text("name"),
                            Column.text("account"),
                            Column.text("data"),
                            Column.text("rules"),
                            Column.text("comment"),
                            Column.text("created_at").named("CREATED"),
                            Column.text("updated_at").named("UPDATED"),
                            Column.text("made").named("RULES MADE")));
        }
    }

    @Command(
            name = "export",
            description = "Print all policies as a file that `policy apply` takes.",
            footer = {"", "Example:  godwit policy export > policy.yaml"})
    static final class Export extends ClientCommand {
        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json.ObjectBuilder policies = Json.object();
            engine.stream(
                    ApiPath.of("policies"),
                    policy ->
                            policies.put(
                                    policy.at("name").text(),
                                    Json.object()
                                            .put("data", policy.at("data"))
                                            .put("rules", policy.at("rules"))
                                            .putText(
                                                    "comment",
                                                    policy.at("comment").isNull()
                                                            ? Optional.empty()
                                                            : Optional.of(
                                                                    policy.at("comment").text()))
                                            .build()));
            surroundings()
                    .out()
                    .print(YamlText.write(Json.object().put("policies", policies.build()).build()));
            surroundings().out().flush();
            return ExitCode.OK;
        }
    }
}
