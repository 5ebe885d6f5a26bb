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
            ReplicaFind.class,
            ReplicaCommand.Add.class,
            ReplicaCommand.Dump.class,
            ReplicaRegister.class,
            ReplicaCommand.Registrations.class,
            ReplicaDoubt.DeclareBad.class,
            ReplicaDoubt.DeclareSuspicious.class,
            ReplicaDoubt.ListBad.class,
            ReplicaDelete.class
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
                atRse(engine, what.rse.get(), output);
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
                "--from takes CSV, whose first line names the columns (rse, scope, name, bytes, adler32,",
                "dataset, path), or JSON lines, of any length and in any order; what is in stays as it is.",
                "Exit code 8: some lines were wrong; they are named.",
                "Examples:  godwit replica add UK-DISK demo:e1.fits --bytes 8388608 --adler32 0a1b2c3d",
                "           godwit replica add UK-DISK --scope demo --manifest files.csv",
                "           godwit replica add --from replicas.csv --progress-file replicas.done",
                "           godwit replica add --from replicas.jsonl --dry-run"
            })
    static final class Add extends ClientCommand {
        /// Half of the engine's bound on a body, at 500 bytes a replica.
        private static final int BATCH_FILES_MAX = 10_000;

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "RSE",
                description = "Where they lie; with --from where a line does not say.")
        private Optional<String> rse = Optional.empty();

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

        @Option(
                names = "--from",
                paramLabel = "FILE",
                description = "A list of replicas: CSV with the columns' names, or JSON lines.")
        private Optional<Path> from = Optional.empty();

        @Option(
                names = "--dataset",
                paramLabel = "[SCOPE:]NAME",
                description = "With --from: attach the files to it where a line does not say.")
        private Optional<String> dataset = Optional.empty();

        @Option(
                names = "--dry-run",
                description = "With --from: say what is wrong with the lines, change nothing.")
        private boolean dryRun;

        @Option(
                names = "--errors",
                paramLabel = "N",
                description = "With --from: stop when more lines are wrong. Default: 100.")
        private int errorsMax = 100;

        @Option(
                names = "--after",
                paramLabel = "LINE",
                description =
                        "With --from: go on behind this line, as an interrupted call has said.")
        private long after;

        @Option(
                names = "--progress-file",
                paramLabel = "FILE",
                description =
                        "With --from: keep the number of the last line that is in here, and go on"
                                + " behind it when called again.")
        private Optional<Path> progressFile = Optional.empty();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            if (from.isPresent()) {
                return fromList(engine, from.get());
            }
            List<Json> replicas = manifest.isPresent() ? many(manifest.get()) : List.of(one());
            for (int begin = 0; begin < replicas.size(); begin += BATCH_FILES_MAX) {
                int end = Math.min(replicas.size(), begin + BATCH_FILES_MAX);
                engine.post(
                        ApiPath.of("replicas"),
                        Json.object()
                                .put("rse", rseName())
                                .put("replicas", Json.of(replicas.subList(begin, end)))
                                .build());
            }
            say(
                    "added %d replica%s at %s"
                            .formatted(
                                    replicas.size(), replicas.size() == 1 ? "" : "s", rseName()));
            return ExitCode.OK;
        }

        private ExitCode fromList(ApiClient engine, Path list) throws Exception {
            ApiPath path =
                    ApiPath.of("replicas", "stream")
                            .with("rse", rse)
                            .with("scope", scope)
                            .with("dataset", dataset);
            try (ReplicaAddFrom adding =
                    new ReplicaAddFrom(
                                    engine,
                                    surroundings(),
                                    dryRun ? path.with("dry-run", "true") : path,
                                    errorsMax,
                                    progressFile)
                            .after(after)) {
                long wrong = adding.send(list);
                say((dryRun ? "dry run, nothing was changed: " : "") + adding.summary());
                return wrong == 0 ? ExitCode.OK : ExitCode.PARTIAL;
            }
        }

        private String rseName() {
            return rse.orElseThrow(() ->
                    new EngineException(
                            ErrorCode.INVALID_INPUT, "say at which RSE the copies lie"));
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

    @Command(
            name = "dump",
            description =
                    "Write all copies at an RSE, or of all files of a scope, as they are now.",
            footer = {
                "",
                "One moment of the catalogue, however long it takes to read; choose -o jsonl or csv.",
                "Examples:  godwit replica dump --rse FR-DISK -o csv > fr-disk.csv",
                "           godwit replica dump --scope lsst -o jsonl > lsst.jsonl"
            })
    static final class Dump extends ReadCommand {
        /// Exactly one of them.
        static final class Owner {
            @Option(names = "--rse", paramLabel = "RSE", description = "All copies at this RSE.")
            private Optional<String> rse = Optional.empty();

            @Option(
                    names = "--scope",
                    paramLabel = "SCOPE",
                    description = "All copies of this scope's files.")
            private Optional<String> scope = Optional.empty();
        }

        @ArgGroup(multiplicity = "1")
        private Owner what = new Owner();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            if (what.rse.isPresent()) {
                atRse(engine, what.rse.get(), output);
            } else {
                ReplicaRows.print(
                        engine, ApiPath.of("scopes", what.scope.orElse(""), "replicas"), output);
            }
        }
    }

    private static void atRse(ApiClient engine, String rse, Output output) throws Exception {
        Listing.print(
                engine,
                ApiPath.of("rses", rse, "replicas"),
                output,
                List.of(
                        Column.text("scope"),
                        Column.text("name"),
                        Column.state("state"),
                        Column.bytes("bytes"),
                        Column.text("adler32"),
                        Column.text("path")));
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
