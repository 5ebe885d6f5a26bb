package org.godwit.it.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.grid.GridSetup;
import org.godwit.cli.json.Json;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of the engine at random moments of registrations, rules and transfers.
/// `-Dengine.kill.seed=N` repeats the moments, `-Dengine.kills=N` changes how many.
final class EngineKillIT {
    private static final int KILLS = Integer.getInteger("engine.kills", 8);
    private static final int FILES_PER_ROUND = 12;
    private static final int FILE_BYTES_MAX = 3_000_000;
    private static final int LIFE_MILLIS_MAX = 1_200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory = Path.of("");

    @Test
    void whatWasAcknowledgedSurvivesAndEveryRuleEndsOk() throws Exception {
        long seed = Long.getLong("engine.kill.seed", EngineClock.system().nanoTime());
        System.out.println("engine.kill.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<String> datasets = new ArrayList<>();
        List<String> acknowledged = new ArrayList<>();
        try (ProcessGrid grid = ProcessGrid.start(directory)) {
            GridSetup setup = new GridSetup(grid.grid());
            for (int round = 0; round < KILLS; round++) {
                String dataset = "round-%02d".formatted(round);
                datasets.add(dataset);
                for (int i = 0; i < FILES_PER_ROUND; i++) {
                    byte[] content = new byte[random.nextInt(FILE_BYTES_MAX)];
                    random.nextBytes(content);
                    grid.write(dataset, "file %d".formatted(i), content);
                }
                grid.register(dataset);
                grid.rule("keep 2 copies at FR+US of demo:" + dataset);
                acknowledged.addAll(addUntilKilled(grid, round, random.nextInt(LIFE_MILLIS_MAX)));
                grid.grid().startEngine();
                setup.awaitEngine();
            }
            grid.grid()
                    .await(
                            "all rules to be OK",
                            PATIENCE,
                            () -> states(grid).stream().allMatch("OK"::equals));
            assertThat(states(grid)).hasSize(KILLS);
            for (String dataset : datasets) {
                assertThat(grid.proof(dataset, "FR", "US").problems()).isEmpty();
                assertThat(grid.proof(dataset, "FR", "US").files()).isEqualTo(FILES_PER_ROUND);
            }
            System.out.println(acknowledged.size() + " datasets acknowledged between kills");
            assertThat(acknowledged)
                    .allSatisfy(name ->
                            assertThat(
                                            grid.engine()
                                                    .get(
                                                            ApiPath.of(
                                                                    "dids",
                                                                    ProcessGrid.SCOPE,
                                                                    name))
                                                    .at("type")
                                                    .text())
                                    .isEqualTo("DATASET"));
            grid.grid().killEngine();
            ProcessGrid.Result check =
                    grid.godwit("catalog", "check", grid.grid().layout().engineData().toString());
            assertThat(check.code()).as(check.out() + check.err()).isZero();
        }
    }

    /// Adds datasets one by one until the engine is killed. Answers those that it acknowledged.
    private static List<String> addUntilKilled(ProcessGrid grid, int round, int lifeMillis)
            throws InterruptedException {
        List<String> acknowledged = new ArrayList<>();
        Thread killer =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                EngineClock.system().sleep(Duration.ofMillis(lifeMillis));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            grid.grid().killEngine();
                        });
        try {
            while (killer.isAlive()) {
                String name = "acknowledged-%02d-%04d".formatted(round, acknowledged.size());
                grid.engine()
                        .post(
                                ApiPath.of("dids"),
                                Json.object().put("dids", Json.of(List.of(dataset(name)))).build());
                acknowledged.add(name);
            }
        } catch (EngineException e) {
            assertThat(e.code()).isIn(ErrorCode.NETWORK_ERROR, ErrorCode.CANNOT_AUTHENTICATE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the engine hung before it was killed", e);
        }
        killer.join();
        return acknowledged;
    }

    private static Json dataset(String name) {
        return Json.object()
                .put("scope", ProcessGrid.SCOPE)
                .put("name", name)
                .put("type", "DATASET")
                .build();
    }

    private static List<String> states(ProcessGrid grid) throws TimeoutException {
        List<String> states = new ArrayList<>();
        grid.engine().stream(ApiPath.of("rules"), rule -> states.add(rule.at("state").text()));
        return states;
    }
}
