package org.godwit.cli.command;

import java.util.List;
import java.util.stream.Collectors;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.model.Did;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// The verbs of `godwit did` that tell what is in what.
final class DidContents {
    /// Names in a message before it only counts.
    private static final int NAMED_MAX = 3;

    private DidContents() {}

    /// DIDs as the engine takes them.
    static Json rows(List<String> dids) {
        return Json.of(
                dids.stream()
                        .map(Did::parse)
                        .map(did ->
                                Json.object()
                                        .put("scope", did.scope())
                                        .put("name", did.name())
                                        .build())
                        .toList());
    }

    private static Json body(List<String> dids) {
        return Json.object().put("dids", rows(dids)).build();
    }

    private static String named(List<String> dids) {
        String first = dids.stream().limit(NAMED_MAX).collect(Collectors.joining(", "));
        return dids.size() <= NAMED_MAX
                ? first
                : "%s and %d more".formatted(first, dids.size() - NAMED_MAX);
    }

    @Command(
            name = "attach",
            description = "Put files into a dataset, or datasets and containers into a container.",
            footer = {"", "Example:  godwit did attach demo:night-0042 demo:e1.fits demo:e2.fits"})
    static final class Attach extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PARENT", description = "The dataset or container.")
        private String parent = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "SCOPE:NAME",
                description = "What goes in.")
        private List<String> children = List.of();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            engine.post(DidCommand.path(Did.parse(parent), "contents"), body(children));
            say("attached %s to %s".formatted(named(children), parent));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "detach",
            description = "Take files out of a dataset, or DIDs out of a container.",
            footer = {
                "",
                "Rules on the parent no longer keep what is taken out: without another rule its copies go."
            })
    static final class Detach extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PARENT", description = "The dataset or container.")
        private String parent = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "SCOPE:NAME",
                description = "What comes out.")
        private List<String> children = List.of();

        @Mixin private Confirmation confirmation = new Confirmation();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            String effect =
                    "takes %s out of %s, whose rules then no longer keep copies of it"
                            .formatted(named(children), parent);
            if (!confirmation.given(effect, surroundings())) {
                return ExitCode.NOTHING_TO_DO;
            }
            engine.delete(DidCommand.path(Did.parse(parent), "contents"), body(children));
            say("detached %s from %s".formatted(named(children), parent));
            return ExitCode.OK;
        }
    }

    @Command(name = "content", description = "List what is directly in a dataset or container.")
    static final class Content extends ReadCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    DidCommand.path(Did.parse(did), "contents"),
                    output,
                    DidCommand.COLUMNS);
        }
    }

    @Command(
            name = "files",
            description = "List the files in a dataset or container, however deep.")
    static final class Files extends ReadCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    DidCommand.path(Did.parse(did), "files"),
                    output,
                    List.of(
                            Column.text("scope"),
                            Column.text("name"),
                            Column.bytes("bytes"),
                            Column.text("adler32")));
        }
    }

    @Command(name = "parents", description = "List the datasets and containers that hold a DID.")
    static final class Parents extends ReadCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The DID.")
        private String did = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    DidCommand.path(Did.parse(did), "parents"),
                    output,
                    List.of(Column.text("scope"), Column.text("name"), Column.text("type")));
        }
    }
}
