package org.godwit.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Screen;
import org.godwit.cli.output.Units;
import org.godwit.model.Did;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit replica register`.
@Command(
        name = "register",
        description =
                "Register files that lie at an RSE: an agent there reads them and computes sizes"
                        + " and checksums.",
        footer = {
            "",
            "Exit code 8: some files were not registered; they are named.",
            "Examples:  godwit replica register UK-DISK nights/0042 --dataset demo:night-0042 --watch",
            "           godwit replica register UK-DISK . --scope demo --manifest files.csv --watch"
        })
final class ReplicaRegister extends ClientCommand {
    private static final int PROBLEMS_SHOWN_MAX = 20;

    @Parameters(index = "0", paramLabel = "RSE", description = "Where the files lie.")
    private String rse = "";

    @Parameters(
            index = "1",
            paramLabel = "PATH",
            description = "Directory or file under the RSE's root; . is the root.")
    private String path = "";

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "The scope of the new files. Default: the dataset's.")
    private Optional<String> scope = Optional.empty();

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            description = "Put before each file's path to make its name.")
    private Optional<String> prefix = Optional.empty();

    @Option(
            names = "--dataset",
            paramLabel = "[SCOPE:]NAME",
            description = "Attach the files to this dataset, which is made if need be.")
    private Optional<String> dataset = Optional.empty();

    @Option(
            names = "--manifest",
            paramLabel = "CSV",
            description = "What the files should be: lines of name,bytes,adler32 to compare with.")
    private Optional<Path> manifest = Optional.empty();

    @Option(names = "--watch", description = "Show the progress until all files are read.")
    private boolean watch;

    @Mixin private WatchOptions watching = new WatchOptions();

    @Override
    ExitCode run(ApiClient engine) throws Exception {
        Json.ObjectBuilder order =
                Json.object()
                        .put("rse", rse)
                        .put("path", path.equals(".") ? "" : path)
                        .put("scope", scope())
                        .putText("prefix", prefix)
                        .putText("dataset", dataset.map(this::nameInScope));
        manifest.ifPresent(file -> order.put("expected", expected(Manifest.read(file))));
        String id = engine.post(ApiPath.of("registrations"), order.build()).at("id").text();
        say("registration " + id);
        return watch ? follow(engine, id) : ExitCode.OK;
    }

    private String scope() {
        return scope.or(() ->
                        dataset.filter(text -> text.indexOf(':') > 0)
                                .map(text -> Did.parse(text).scope()))
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.INVALID_INPUT,
                                "the scope of the new files is missing; give --scope, or --dataset SCOPE:NAME"));
    }

    /// The engine takes the dataset's name alone: it is in the files' scope.
    private String nameInScope(String text) {
        if (text.indexOf(':') < 0) {
            return text;
        }
        Did did = Did.parse(text);
        if (!did.scope().equals(scope())) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the dataset %s and its files are to be in one scope; give --scope %s, or attach them later"
                            .formatted(did, did.scope()));
        }
        return did.name();
    }

    private static Json expected(Manifest list) {
        List<Json> rows = new ArrayList<>();
        for (Manifest.Entry entry : list.entries()) {
            rows.add(
                    Json.object()
                            .put("name", entry.name())
                            .put("bytes", entry.bytes())
                            .put("adler32", entry.adler32().toString())
                            .build());
        }
        return Json.of(rows);
    }

    private ExitCode follow(ApiClient engine, String id) throws Exception {
        EngineClock clock = surroundings().clock();
        Duration period = watching.period(surroundings());
        long begin = clock.nanoTime();
        try (Screen screen = new Screen(surroundings().out(), surroundings().terminal())) {
            while (true) {
                Json progress = engine.get(ApiPath.of("registrations", id));
                screen.draw(List.of(line(progress)));
                if (progress.at("state").text().equals("done")) {
                    return end(engine, id, progress);
                }
                Duration passed = Duration.ofNanos(clock.nanoTime() - begin);
                if (watching.timeout().filter(most -> passed.compareTo(most) >= 0).isPresent()) {
                    return ExitCode.TIMEOUT;
                }
                clock.sleep(period);
            }
        }
    }

    private static String line(Json progress) {
        return "%s: %d files, %s, %d problems"
                .formatted(
                        progress.at("state").text(),
                        progress.at("files").number(),
                        Units.bytes(progress.at("bytes").number()),
                        progress.at("problems").number());
    }

    private ExitCode end(ApiClient engine, String id, Json progress) throws Exception {
        if (progress.at("problems").number() == 0) {
            return ExitCode.OK;
        }
        List<Json> problems = new ArrayList<>();
        engine.stream(
                ApiPath.of("registrations", id, "problems"),
                problem -> {
                    if (problems.size() < PROBLEMS_SHOWN_MAX) {
                        problems.add(problem);
                    }
                });
        for (Json problem : problems) {
            surroundings()
                    .err()
                    .println(
                            "godwit: %s: %s"
                                    .formatted(
                                            problem.text("path")
                                                    .or(() -> problem.text("name"))
                                                    .orElse(path),
                                            problem.at("reason").text()));
        }
        long more = progress.at("problems").number() - problems.size();
        if (more > 0) {
            surroundings().err().println("godwit: and %d more".formatted(more));
        }
        return ExitCode.PARTIAL;
    }
}
