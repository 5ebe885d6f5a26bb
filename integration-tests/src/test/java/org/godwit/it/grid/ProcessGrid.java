package org.godwit.it.grid;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.demo.CopyProof;
import org.godwit.cli.demo.DatasetCopies;
import org.godwit.cli.grid.CommandLineTool;
import org.godwit.cli.grid.Grid;
import org.godwit.cli.grid.GridLayout;
import org.godwit.cli.grid.GridPlan;
import org.godwit.cli.grid.GridPlan.Memory;
import org.godwit.cli.grid.GridPlan.Site;
import org.godwit.cli.grid.GridPlan.Storage;
import org.godwit.cli.grid.GridSetup;
import org.godwit.cli.grid.Launcher;
import org.godwit.cli.json.Json;
import org.godwit.model.Did;
import org.godwit.runtime.EngineClock;
import org.godwit.topology.StoragePath;

/// A grid of an engine and the sites FR, US and UK for tests, with the words that tests need. Every
/// site has an RSE of its name; registered files lie at UK.
final class ProcessGrid implements AutoCloseable {
    static final String SCOPE = "demo";
    static final Launcher LAUNCHER =
            new Launcher(Path.of("../cli/target/godwit/bin/godwit").toAbsolutePath().normalize());

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(60);

    private final Grid grid;
    private final ApiClient engine;

    /// How a command ended.
    record Result(int code, String out, String err) {}

    private ProcessGrid(Grid grid) {
        this.grid = grid;
        this.engine = grid.client();
    }

    /// Starts a grid.
    ///
    /// @param more storage that the agent at FR serves beside its own
    static ProcessGrid start(Path directory, Storage... more)
            throws InterruptedException, TimeoutException {
        GridLayout layout = new GridLayout(directory);
        List<Storage> atFr = new ArrayList<>(List.of(storage(layout, "FR")));
        atFr.addAll(List.of(more));
        GridPlan plan =
                new GridPlan(
                        List.of(
                                new Site("FR", "FR", atFr),
                                new Site("US", "US", List.of(storage(layout, "US"))),
                                new Site("UK", "GB", List.of(storage(layout, "UK")))),
                        Memory.SMALL);
        ProcessGrid started =
                new ProcessGrid(Grid.create(LAUNCHER, layout, plan, true, EngineClock.system()));
        try {
            new GridSetup(started.grid).run(SCOPE);
            return started;
        } catch (InterruptedException | TimeoutException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static Storage storage(GridLayout layout, String site) {
        return new Storage(site, layout.storage(site), false);
    }

    Grid grid() {
        return grid;
    }

    ApiClient engine() {
        return engine;
    }

    /// Runs a command as a user.
    Result godwit(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile("godwit-", ".out");
        Path err = Files.createTempFile("godwit-", ".err");
        try {
            Process process =
                    new CommandLineTool(LAUNCHER, grid.layout())
                            .prepare(List.of(words))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(COMMAND_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return new Result(process.waitFor(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /// Writes a file at UK, below the directory of its dataset.
    Path write(String dataset, String name, byte[] content) throws IOException {
        Path file = grid.layout().storage("UK").resolve(dataset).resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    /// Registers what was written as `demo:DATASET`, its files as `DATASET/NAME`.
    void register(String dataset) throws InterruptedException, TimeoutException {
        String id =
                engine.post(
                                ApiPath.of("registrations"),
                                Json.object()
                                        .put("rse", "UK")
                                        .put("path", dataset)
                                        .put("scope", SCOPE)
                                        .put("prefix", dataset + "/")
                                        .put("dataset", dataset)
                                        .build())
                        .at("id")
                        .text();
        grid.await(
                "the registration of " + dataset,
                PATIENCE,
                () ->
                        engine.get(ApiPath.of("registrations", id))
                                .at("state")
                                .text()
                                .equals("done"));
        Json done = engine.get(ApiPath.of("registrations", id));
        if (done.at("problems").number() > 0) {
            throw new IllegalStateException("registration of " + dataset + ": " + done.text());
        }
    }

    /// Adds a rule and answers its id.
    String rule(String statement) throws TimeoutException {
        return engine.post(ApiPath.of("rules"), Json.object().put("statement", statement).build())
                .items()
                .getFirst()
                .text();
    }

    Json ruleNow(String rule) throws TimeoutException {
        return engine.get(ApiPath.of("rules", rule));
    }

    void awaitOk(String rule) throws InterruptedException {
        awaitState(rule, "OK");
    }

    void awaitState(String rule, String state) throws InterruptedException {
        grid.await(
                "rule %s to be %s".formatted(rule, state),
                PATIENCE,
                () -> ruleNow(rule).at("state").text().equals(state));
    }

    Json transfer(String name, String rse) throws TimeoutException {
        return engine.get(ApiPath.of("transfers", SCOPE, name, rse));
    }

    /// Waits for a transfer's first failure and answers the reason.
    String awaitFailure(String name, String rse) throws InterruptedException, TimeoutException {
        grid.await(
                "a failure of " + name + " to " + rse,
                PATIENCE,
                () -> transfer(name, rse).at("failures").number() > 0);
        return transfer(name, rse).at("last_reason").text();
    }

    /// Reads all copies back from the disks.
    CopyProof proof(String dataset, String... destinations)
            throws IOException, InterruptedException, TimeoutException {
        return CopyProof.of(
                DatasetCopies.of(engine, grid.plan(), SCOPE, dataset), "UK", List.of(destinations));
    }

    /// Where a file comes to lie at a site.
    Path place(String name, String site) {
        return grid.layout().storage(site).resolve(StoragePath.hash(new Did(SCOPE, name)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        grid.close();
    }
}
