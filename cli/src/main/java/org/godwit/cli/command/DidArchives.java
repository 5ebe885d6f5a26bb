package org.godwit.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The verbs of `godwit did` that tell which files lie in which archives.
final class DidArchives {
    /// As many as the engine takes in one call.
    private static final int FILES_AT_ONCE = 1_000;

    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("scope"),
                    Column.text("name"),
                    Column.bytes("bytes"),
                    Column.text("adler32"));

    private DidArchives() {}

    @Command(
            name = "constituents",
            description = "List the files that lie in an archive.",
            footer = {"", "Example:  godwit did constituents demo:night-0042.zip"})
    static final class Constituents extends ReadCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The archive, a file.")
        private String did = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(engine, DidCommand.path(Did.parse(did), "constituents"), output, COLUMNS);
        }
    }

    @Command(
            name = "archives",
            description = "List the archives that a file lies in.",
            footer = {"", "Example:  godwit did archives demo:raw/e1.fits"})
    static final class Archives extends ReadCommand {
        @Parameters(paramLabel = "SCOPE:NAME", description = "The file.")
        private String did = "";

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(engine, DidCommand.path(Did.parse(did), "archives"), output, COLUMNS);
        }
    }

    @Command(
            name = "add-constituents",
            description = "Say which files lie in an archive; those that are new get their DIDs.",
            footer = {
                "",
                "An archive is a file, and lies in no other.",
                "Examples:  godwit did add-constituents demo:n42.zip demo:e1.fits --bytes 8.4MB --adler32 0a1b2c3d",
                "           godwit did add-constituents demo:n42.zip --manifest inside.csv"
            })
    static final class AddConstituents extends ClientCommand {
        @Parameters(index = "0", paramLabel = "ARCHIVE", description = "The archive.")
        private String archive = "";

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "SCOPE:NAME",
                description = "A file that lies in it.")
        private Optional<String> file = Optional.empty();

        @Option(names = "--bytes", paramLabel = "SIZE", description = "Its size.")
        private Optional<String> bytes = Optional.empty();

        @Option(names = "--adler32", paramLabel = "HEX", description = "Its checksum.")
        private Optional<String> adler32 = Optional.empty();

        @Option(
                names = "--manifest",
                paramLabel = "CSV",
                description = "Many files: lines of name,bytes,adler32.")
        private Optional<Path> manifest = Optional.empty();

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                description = "Of the manifest's names. Default: the archive's.")
        private Optional<String> scope = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Did did = Did.parse(archive);
            List<Json> files = manifest.isPresent() ? listed(did, manifest.get()) : one();
            long added = 0;
            for (int from = 0; from < files.size(); from += FILES_AT_ONCE) {
                List<Json> part = files.subList(from, Math.min(files.size(), from + FILES_AT_ONCE));
                added +=
                        engine.post(
                                        DidCommand.path(did, "constituents"),
                                        Json.object().put("files", Json.of(part)).build())
                                .at("added")
                                .number();
            }
            say("added %,d files to archive %s".formatted(added, archive));
            return ExitCode.OK;
        }

        private List<Json> one() {
            if (file.isEmpty() || bytes.isEmpty() || adler32.isEmpty()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "say which file: SCOPE:NAME with --bytes and --adler32, or --manifest");
            }
            Did inside = Did.parse(file.get());
            return List.of(
                    row(inside, Units.parseBytes(bytes.get()), Adler32.parse(adler32.get())));
        }

        private List<Json> listed(Did did, Path file) {
            List<Json> rows = new ArrayList<>();
            for (Manifest.Entry entry : Manifest.read(file).entries()) {
                rows.add(
                        row(
                                new Did(scope.orElse(did.scope()), entry.name()),
                                entry.bytes(),
                                entry.adler32()));
            }
            return rows;
        }

        private static Json row(Did file, long bytes, Adler32 adler32) {
            return Json.object()
                    .put("scope", file.scope())
                    .put("name", file.name())
                    .put("bytes", bytes)
                    .put("adler32", adler32.toString())
                    .build();
        }
    }
}
