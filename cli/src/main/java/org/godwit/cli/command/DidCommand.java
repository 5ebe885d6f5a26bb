package org.godwit.cli.command;

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
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit did`, except the verbs on contents ([DidContents]), archives ([DidArchives]), traits and
/// metadata ([DidTraits]), and erasing ([Erasures]).
@Command(
        name = "did",
        description = "Data identifiers: files, datasets, containers.",
        subcommands = {
            DidCommand.ListDids.class,
            DidCommand.Show.class,
            DidCommand.Add.class,
            DidContents.Attach.class,
            DidContents.Detach.class,
            DidContents.Content.class,
            DidContents.Files.class,
            DidContents.Parents.class,
            DidArchives.Constituents.class,
            DidArchives.Archives.class,
            DidArchives.AddConstituents.class,
            DidTraits.Set.class,
            DidTraits.Metadata.class,
            DidTraits.SetMetadata.class,
            DidTraits.UnsetMetadata.class,
            DidCommand.Close.class,
            DidCommand.Reopen.class,
            DidCommand.Rules.class,
            Erasures.Erase.class,
            Erasures.Unerase.class,
            Erasures.ListErasures.class
        })
final class DidCommand extends Noun {
    static final List<Column> COLUMNS =
            List.of(
                    Column.text("scope"),
                    Column.text("name"),
                    Column.text("type"),
                    Column.bytes("bytes"),
                    Column.text("adler32"));

    /// The resource of a DID.
    static ApiPath path(Did did, String... below) {
        String[] segments = new String[3 + below.length];
        segments[0] = "dids";
        segments[1] = did.scope();
        segments[2] = did.name();
        System.arraycopy(below, 0, segments, 3, below.length);
        return ApiPath.of(segments);
    }

    @Command(
            name = "list",
            description = "List the DIDs of a scope.",
            footer = {
                "",
                "A filter compares with = != < > <= >=; a comma means and, a semicolon or. In the value",
                "of = and != * stands for anything. Keys: those of the metadata, and name, account,",
                "bytes, length, created_at, updated_at, expired_at, open, monotonic, hidden and others.",
                "Examples:  godwit did list demo",
                "           godwit did list 'demo:night-*' --type dataset",
                "           godwit did list demo --filter 'run>=7,datatype=RAW*;quality=good'",
                "           godwit did list demo --filter 'created_at>2026-11-01' --recursive"
            })
    static final class ListDids extends ReadCommand {
        @Parameters(
                paramLabel = "SCOPE[:PATTERN]",
                description = "The scope; in the pattern * stands for anything.")
        private String pattern = "";

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description = "One of: ${COMPLETION-CANDIDATES}. Default: all.")
        private Optional<DidType> type = Optional.empty();

        @Option(
                names = "--filter",
                paramLabel = "FILTER",
                description = "Only those whose metadata is like this.")
        private Optional<String> filter = Optional.empty();

        @Option(names = "--recursive", description = "What is in those that match, too.")
        private boolean recursive;

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            int colon = pattern.indexOf(':');
            String scope = colon < 0 ? pattern : pattern.substring(0, colon);
            Optional<String> name =
                    colon < 0 ? Optional.empty() : Optional.of(pattern.substring(colon + 1));
            Listing.print(
                    engine,
                    ApiPath.of("dids", scope)
                            .with("name", name)
                            .with("type", type.map(Enum::name))
                            .with("filter", filter)
                            .with("recursive", recursive ? Optional.of("true") : Optional.empty()),
                    output,
                    COLUMNS);
        }
    }

    @Command(name = "show", description = "Show a file, dataset or container.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            output.show(
                    engine.get(path(Did.parse(did))),
                    List.of(
                            Column.text("scope"),
                            Column.text("name"),
                            Column.text("type"),
                            Column.text("account"),
                            Column.count("length").named("FILES"),
                            Column.bytes("bytes"),
                            Column.text("adler32"),
                            Column.text("digests"),
                            Column.text("open"),
                            Column.text("monotonic"),
                            Column.text("hidden"),
                            Column.text("archive"),
                            Column.text("constituent"),
                            Column.text("metadata"),
                            Column.text("created_at").named("CREATED"),
                            Column.text("updated_at").named("UPDATED"),
                            Column.text("closed_at").named("CLOSED"),
                            Column.text("expires_at").named("EXPIRES")));
        }
    }

    @Command(
            name = "add",
            description = "Add a dataset, a container, or a file whose copies come later.",
            footer = {
                "",
                "Examples:  godwit did add demo:night-0042",
                "           godwit did add demo:raw/e1.fits --type file --bytes 8.4MB --adler32 0a1b2c3d"
            })
    static final class Add extends ClientCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The DID.")
        private String text = "";

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description = "One of: ${COMPLETION-CANDIDATES}. Default: DATASET.")
        private DidType type = DidType.DATASET;

        @Option(names = "--bytes", paramLabel = "SIZE", description = "Of a file.")
        private Optional<String> bytes = Optional.empty();

        @Option(names = "--adler32", paramLabel = "HEX", description = "Of a file.")
        private Optional<String> adler32 = Optional.empty();

        @Option(
                names = "--metadata",
                paramLabel = "KEY=VALUE",
                description = "What else is known about it; repeat for more.")
        private Map<String, String> metadata = new LinkedHashMap<>();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Did did = Did.parse(text);
            if (type == DidType.FILE && bytes.isEmpty()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "a file needs --bytes and --adler32; or let an agent read them: godwit replica register");
            }
            Json.ObjectBuilder row =
                    Json.object()
                            .put("scope", did.scope())
                            .put("name", did.name())
                            .put("type", type.name())
                            .putNumber("bytes", bytes.map(Units::parseBytes))
                            .putText("adler32", adler32.map(Adler32::parse).map(Adler32::toString));
            if (!metadata.isEmpty()) {
                Json.ObjectBuilder keys = Json.object();
                metadata.forEach(keys::put);
                row.put("metadata", keys.build());
            }
            engine.post(
                    ApiPath.of("dids"),
                    Json.object().put("dids", Json.of(List.of(row.build()))).build());
            say("added " + did);
            return ExitCode.OK;
        }
    }

    @Command(name = "close", description = "Close a dataset or container: nothing more goes in.")
    static final class Close extends ClientCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.put(path(Did.parse(did), "status"), Json.object().put("open", false).build());
            say("closed " + did);
            return ExitCode.OK;
        }
    }

    @Command(name = "reopen", description = "Open a closed dataset or container again.")
    static final class Reopen extends ClientCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.put(path(Did.parse(did), "status"), Json.object().put("open", true).build());
            say("reopened " + did);
            return ExitCode.OK;
        }
    }

    @Command(name = "rules", description = "List the rules on a file, dataset or container.")
    static final class Rules extends ReadCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(engine, path(Did.parse(did), "rules"), output, RuleCommand.COLUMNS);
        }
    }
}
