package org.godwit.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.model.Did;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The verbs of `godwit did` that change what a DID is like.
final class DidTraits {
    private DidTraits() {}

    @Command(
            name = "set",
            description = "Change what a file, dataset or container is like.",
            footer = {
                "",
                "When its lifetime is over its rules end, what it holds is detached, and it goes; a",
                "locked rule keeps it. A monotonic one only grows, which cannot be taken back.",
                "Examples:  godwit did set demo:night-0042 --lifetime 30d",
                "           godwit did set demo:night-0042 --no-lifetime --hidden no",
                "           godwit did set demo:night-0042 --monotonic"
            })
    static final class Set extends ClientCommand {
        /// At most one of them.
        static final class Lifetime {
            @Option(
                    names = "--lifetime",
                    paramLabel = "TIME",
                    description = "How long from now until it ends.")
            private Optional<String> time = Optional.empty();

            @Option(names = "--no-lifetime", description = "It does not end.")
            private boolean none;
        }

        @Parameters(paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Option(
                names = "--monotonic",
                description = "Nothing is detached from it any more, for ever.")
        private boolean monotonic;

        @Option(
                names = "--hidden",
                paramLabel = "yes|no",
                description = "Whether lists leave it out unless they name it.")
        private Optional<YesNo> hidden = Optional.empty();

        @ArgGroup private Lifetime lifetime = new Lifetime();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json.ObjectBuilder body = Json.object();
            if (monotonic) {
                body.put("monotonic", true);
            }
            hidden.ifPresent(answer -> body.put("hidden", answer.isYes()));
            lifetime.time.ifPresent(time -> body.put("lifetime", RuleFlags.seconds(time)));
            if (lifetime.none) {
                body.put("lifetime", Json.Literal.NULL);
            }
            if (body.isEmpty()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "nothing to change; give e.g. --lifetime 30d, --hidden yes or --monotonic");
            }
            Json now = engine.put(DidCommand.path(Did.parse(did), "traits"), body.build());
            String end = now.at("expires_at").text();
            say("changed " + did + (end.isEmpty() ? "" : ", which ends at " + end));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "metadata",
            description = "Show the metadata of a file, dataset or container.",
            footer = {
                "",
                "Examples:  godwit did metadata demo:night-0042",
                "           godwit did metadata demo:night-0042 -o json"
            })
    static final class Metadata extends ReadCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Json entries = engine.get(DidCommand.path(Did.parse(did), "metadata"));
            List<Column> keys =
                    entries instanceof Json.Obj(var fields)
                            ? fields.keySet().stream()
                                    .map(key -> Column.text(key).named(key))
                                    .toList()
                            : List.of();
            output.show(entries, keys);
        }
    }

    @Command(
            name = "set-metadata",
            description = "Set entries of the metadata; others stay.",
            footer = {"", "Example:  godwit did set-metadata demo:night-0042 run=7 datatype=RAW"})
    static final class SetMetadata extends ClientCommand {
        @Parameters(index = "0", paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "KEY=VALUE",
                description = "Its entries.")
        private Map<String, String> entries = new LinkedHashMap<>();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json.ObjectBuilder keys = Json.object();
            entries.forEach(keys::put);
            engine.put(
                    DidCommand.path(Did.parse(did), "metadata"),
                    Json.object().put("metadata", keys.build()).build());
            say("set %s of %s".formatted(String.join(", ", entries.keySet()), did));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "unset-metadata",
            description = "Remove entries of the metadata.",
            footer = {"", "Example:  godwit did unset-metadata demo:night-0042 datatype"})
    static final class UnsetMetadata extends ClientCommand {
        @Parameters(index = "0", paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "KEY",
                description = "The keys of its entries.")
        private List<String> keys = List.of();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json.ObjectBuilder none = Json.object();
            keys.forEach(key -> none.put(key, Json.Literal.NULL));
            engine.put(
                    DidCommand.path(Did.parse(did), "metadata"),
                    Json.object().put("metadata", none.build()).build());
            say("removed %s from %s".formatted(String.join(", ", keys), did));
            return ExitCode.OK;
        }
    }
}
