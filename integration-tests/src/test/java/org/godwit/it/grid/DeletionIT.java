package org.godwit.it.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.grid.GridSetup;
import org.godwit.cli.json.Json;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Real agents remove real files while the engine and an agent are killed: what a rule has let go
/// is removed where another copy is there, and the last copy of what a dataset holds stays.
/// `-Ddeletion.seed=N` repeats the moments.
final class DeletionIT {
    private static final int FILES = 60;
    private static final int KILLS = 2;
    private static final int LIFE_MILLIS_MAX = 1_500;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory = Path.of("");

    @Test
    void removesWhatNoRuleHoldsAndKeepsTheLastCopyUnderKills() throws Exception {
        long seed = Long.getLong("deletion.seed", EngineClock.system().nanoTime());
        System.out.println("deletion.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (ProcessGrid grid = ProcessGrid.start(directory)) {
            for (int i = 0; i < FILES; i++) {
                byte[] content = new byte[random.nextInt(100_000)];
                random.nextBytes(content);
                grid.write("night", "file %d".formatted(i), content);
            }
            grid.register("night");
            String rule = grid.rule("keep 1 copy at FR of demo:night");
            grid.awaitOk(rule);
            assertThat(copies(grid)).isEqualTo(FILES);

            run(grid, "rse", "set", "FR", "greedyDeletion=true", "trash_seconds=0");
            run(grid, "rse", "set", "UK", "greedyDeletion=true");
            run(grid, "rule", "delete", rule, "--yes");
            markAtUk(grid);
            kill(grid, random);

            // Both copies may go, but the dataset still wants one of them.
            grid.grid()
                    .await(
                            "one copy of each file to be left",
                            PATIENCE,
                            () -> copies(grid) + copiesAtUk(grid) == FILES);
            grid.grid()
                    .await(
                            "the catalogue to know it",
                            PATIENCE,
                            () ->
                                    files(grid, "FR", "AVAILABLE") == copies(grid)
                                            && files(grid, "UK", "AVAILABLE") == copiesAtUk(grid));
            grid.grid().await("the trash to be cleared", PATIENCE, () -> trash(grid) == 0);
            for (int i = 0; i < FILES; i++) {
                assertThat(
                                Files.exists(atUk(grid, i))
                                        ^ Files.exists(grid.place("night/file " + i, "FR")))
                        .as("file %d", i)
                        .isTrue();
            }
            grid.grid().killEngine();
            ProcessGrid.Result check =
                    grid.godwit("catalog", "check", grid.grid().layout().engineData().toString());
            assertThat(check.code()).as(check.out() + check.err()).isZero();
        }
    }

    private static void markAtUk(ProcessGrid grid) throws TimeoutException {
        List<Json> all = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            all.add(
                    Json.object()
                            .put("scope", ProcessGrid.SCOPE)
                            .put("name", "night/file " + i)
                            .build());
        }
        grid.engine()
                .post(
                        ApiPath.of("rses", "UK", "tombstones"),
                        Json.object().put("files", Json.of(all)).build());
    }

    private static void kill(ProcessGrid grid, SplittableRandom random) throws Exception {
        for (int i = 0; i < KILLS; i++) {
            EngineClock.system().sleep(Duration.ofMillis(random.nextInt(LIFE_MILLIS_MAX)));
            if (i % 2 == 0) {
                grid.grid().killEngine();
                grid.grid().startEngine();
                new GridSetup(grid.grid()).awaitEngine();
            } else {
                grid.grid().killAgent("FR");
                grid.grid().startAgent("FR");
            }
        }
    }

    private static void run(ProcessGrid grid, String... words) throws Exception {
        ProcessGrid.Result result = grid.godwit(words);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
    }

    /// Files at final names of FR.
    private static long copies(ProcessGrid grid) {
        Path root = grid.grid().layout().storage("FR");
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !path.startsWith(root.resolve(".godwit")))
                    .filter(Files::isRegularFile)
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long trash(ProcessGrid grid) {
        Path trash = grid.grid().layout().storage("FR").resolve(".godwit/trash");
        try (Stream<Path> all = Files.walk(trash)) {
            return all.filter(Files::isRegularFile).count();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 1;
        }
    }

    private static long files(ProcessGrid grid, String rse, String state) throws TimeoutException {
        return usage(grid, rse).at("replicas").at(state).at("files").number();
    }

    private static Path atUk(ProcessGrid grid, int file) {
        return grid.grid().layout().storage("UK").resolve("night").resolve("file " + file);
    }

    private static long copiesAtUk(ProcessGrid grid) {
        long there = 0;
        for (int i = 0; i < FILES; i++) {
            there += Files.exists(atUk(grid, i)) ? 1 : 0;
        }
        return there;
    }

    private static Json usage(ProcessGrid grid, String rse) throws TimeoutException {
        return grid.engine().get(ApiPath.of("rses", rse, "usage"));
    }
}
