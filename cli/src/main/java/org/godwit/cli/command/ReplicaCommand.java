package org.godwit.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit replica`.
@Command(
        name = "replica",
        description = "Replicas: which copies of a file lie where.",
        subcommands = {
            ReplicaCommand.ListReplicas.class,
            ReplicaCommand.Add.class,
            ReplicaRegister.class,
            ReplicaCommand.Registrations.class,
            ReplicaDoubt.DeclareBad.class,
            ReplicaDoubt.DeclareSuspicious.class,
            ReplicaDoubt.ListBad.class
        })
final class ReplicaCommand extends Noun {
    @Command(
            name = "list",
            description = "List the copies of a file, of all files of a dataset, or at an RSE.",
            footer = {
                "",
                "Examples:  godwit replica list demo:night-0042",
                "           godwit replica list --rse FR-DISK"
            })
    static final class ListReplicas extends ReadCommand {
        /// Exactly one of them.
        static final class What {
            @Parameters(paramLabel = "SCOPE:NAME", description = "The file, dataset or container.")
            private Optional<String> did = Optional.empty();

            @Option(names = "--rse", paramLabel = "RSE", description = "All copies at this RSE.")
            private Optional<String> rse = Optional.empty();
        }

        @ArgGroup(multiplicity = "1")
        private What what = new What();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            if (what.rse.isPresent()) {
                Listing.print(
                        engine,
                        ApiPath.of("rses", what.rse.get(), "replicas"),
                        output,
                        List.of(
                                Column.text("scope"),
                                Column.text("name"),
                                Column.state("state"),
                                Column.bytes("bytes"),
                                Column.text("adler32"),
                                Column.text("path")));
                return;
            }
            Did did = Did.parse(what.did.orElse(""));
            ReplicaRows.print(engine, DidCommand.path(did, "replicas"), output);
        }
    }

    @Command(
            name = "add",
            description = "Declare copies that lie at an RSE already, taking your word for them.",
            footer = {
                "",
                "Safer, since an agent reads the files and computes size and checksum: godwit replica register",
                "Examples:  godwit replica add UK-DISK demo:e1.fits --bytes 8388608 --adler32 0a1b2c3d",
                "           godwit replica add UK-DISK --scope demo --manifest files.csv"
            })
    static final class Add extends ClientCommand {
        /// Half of the engine's bound on a body, at 500 bytes a replica.
        private static final int BATCH_FILES_MAX = 10_000;

        @Parameters(index = "0", paramLabel = "RSE", description = "Where they lie.")
        private String rse = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "SCOPE:NAME", description = "A file.")
        private Optional<String> did = Optional.empty();

        @Option(names = "--bytes", paramLabel = "SIZE", description = "Its size.")
        private Optional<String> bytes = Optional.empty();

        @Option(names = "--adler32", paramLabel = "HEX", description = "Its checksum.")
        private Optional<String> adler32 = Optional.empty();

        @Option(
                names = "--path",
                paramLabel = "PATH",
                description = "Where under the RSE's root, if not where its name says.")
        private Optional<String> path = Optional.empty();

        @Option(
                names = "--manifest",
                paramLabel = "CSV",
                description = "Many files: lines of name,bytes,adler32.")
        private Optional<Path> manifest = Optional.empty();

        @Option(names = "--scope", paramLabel = "SCOPE", description = "Of the manifest's names.")
        private Optional<String> scope = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            List<Json> replicas = manifest.isPresent() ? many(manifest.get()) : List.of(one());
            for (int begin = 0; begin < replicas.size(); begin += BATCH_FILES_MAX) {
                int end = Math.min(replicas.size(), begin + BATCH_FILES_MAX);
                engine.post(
                        ApiPath.of("replicas"),
                        Json.object()
                                .put("rse", rse)
                                .put("replicas", Json.of(replicas.subList(begin, end)))
                                .build());
            }
            say(
                    "added %d replica%s at %s"
                            .formatted(replicas.size(), replicas.size() == 1 ? "" : "s", rse));
            return ExitCode.OK;
        }

        private Json one() {
            if (did.isEmpty() || bytes.isEmpty() || adler32.isEmpty()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "what to add is missing; give SCOPE:NAME with --bytes and --adler32, or --scope and --manifest");
            }
            Did file = Did.parse(did.get());
            return Json.object()
                    .put("scope", file.scope())
                    .put("name", file.name())
                    .put("bytes", Units.parseBytes(bytes.get()))
                    .put("adler32", Adler32.parse(adler32.get()).toString())
                    .putText("path", path)
                    .build();
        }

        private List<Json> many(Path file) {
            String in =
                    scope.orElseThrow(() ->
                            new EngineException(
                                    ErrorCode.INVALID_INPUT,
                                    "--manifest needs --scope, the scope of its names"));
            List<Json> replicas = new ArrayList<>();
            for (Manifest.Entry entry : Manifest.read(file).entries()) {
                replicas.add(
                        Json.object()
                                .put("scope", in)
                                .put("name", new Did(in, entry.name()).name())
                                .put("bytes", entry.bytes())
                                .put("adler32", entry.adler32().toString())
                                .build());
            }
            return replicas;
        }
    }

    @Command(name = "registrations", description = "List the registrations and how far they are.")
    static final class Registrations extends ReadCommand {
        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("registrations"),
                    output,
                    List.of(
                            Column.text("id"),
                            Column.text("rse"),
                            Column.text("path"),
                            Column.text("scope"),
                            Column.text("dataset"),
                            Column.state("state"),
                            Column.count("files"),
                            Column.bytes("bytes"),
                            Column.count("problems")));
        }
    }
}
