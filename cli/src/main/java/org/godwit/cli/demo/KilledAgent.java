package org.godwit.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.grid.Grid;
import org.godwit.cli.json.Json;
import org.godwit.model.Did;
import org.godwit.runtime.EngineClock;
import org.godwit.topology.StoragePath;

/// Kills the agent at a destination while a rule's files come in, and accounts for every byte
/// afterwards. Used once; not thread-safe.
final class KilledAgent {
    private static final double PART_BEGUN = 0.25;
    private static final double PART_ENDING = 0.85;
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Grid grid;
    private final String site;
    private final Path root;
    private final EngineClock clock;

    /// @param site whose agent is killed; its RSE has the same name
    /// @param root of the RSE
    KilledAgent(Grid grid, String site, Path root, EngineClock clock) {
        this.grid = grid;
        this.site = site;
        this.root = root;
        this.clock = clock;
    }

    /// What lay in the storage when the agent was dead.
    ///
    /// @param whole files of the dataset at their final names, by path
    /// @param wholeBytes their size together
    /// @param halfFiles how many were half-written, out of sight
    /// @param halfBytes what had been written to them
    /// @param problems files in sight that are not whole
    record Wreck(
            Set<Path> whole,
            long wholeBytes,
            int halfFiles,
            long halfBytes,
            List<String> problems) {
        Wreck {
            whole = Set.copyOf(whole);
            problems = List.copyOf(problems);
        }
    }

    /// What moved in the end.
    ///
    /// @param resumedBytes that lay there when the agent was dead and were not asked for again
    /// @param againBytes that lay there and were asked for again: the tail
    /// @param problems files that were whole and moved again nevertheless
    record Account(long resumedBytes, long againBytes, List<String> problems) {
        Account {
            problems = List.copyOf(problems);
        }
    }

    /// Waits until a part of the rule's bytes has come to the site, and kills. Answers false if the
    /// rule was done before.
    boolean killMidway(ApiClient engine, String rule)
            throws InterruptedException, TimeoutException {
        long deadline = clock.nanoTime() + PATIENCE.toNanos();
        while (clock.nanoTime() - deadline < 0) {
            Json progress = engine.get(ApiPath.of("rules", rule, "progress"));
            for (Json rse : progress.at("rse").items()) {
                if (rse.at("rse").text().equals(site)) {
                    double done =
                            rse.at("bytes_done").number()
                                    / (double) Math.max(1, rse.at("bytes").number());
                    if (done >= PART_ENDING) {
                        return false;
                    }
                    if (done >= PART_BEGUN) {
                        grid.killAgent(site);
                        return true;
                    }
                }
            }
            clock.sleep(POLL);
        }
        return false;
    }

    /// Looks at the storage of the dead agent.
    ///
    /// @param expected files that may be in sight, with what must be in them
    /// @param dataset the files of the rule under way
    Wreck look(Map<Path, Fingerprint> expected, Set<Path> dataset) throws IOException {
        StorageLook look = StorageLook.at(root);
        List<String> problems = new ArrayList<>();
        Set<Path> whole = new HashSet<>();
        long wholeBytes = 0;
        for (Path file : look.visible()) {
            Fingerprint found = Fingerprint.of(file);
            if (!found.equals(expected.get(file))) {
                problems.add(file + " is in sight with " + found);
            } else if (dataset.contains(file)) {
                whole.add(file);
                wholeBytes += found.bytes();
            }
        }
        int halfFiles = 0;
        long halfBytes = 0;
        for (Path file : look.hidden()) {
            if (file.toString().endsWith(".part")) {
                halfFiles++;
                halfBytes += StorageLook.writtenBytes(file);
            }
        }
        return new Wreck(whole, wholeBytes, halfFiles, halfBytes, problems);
    }

    /// Adds up what the engine has on record of the dataset's transfers to the site.
    Account account(ApiClient engine, String scope, DatasetCopies dataset, Wreck wreck)
            throws TimeoutException {
        long movedLater = 0;
        List<String> problems = new ArrayList<>();
        for (DatasetCopies.File file : dataset.files()) {
            long moved = 0;
            Json transfer = engine.get(ApiPath.of("transfers", scope, file.name(), site));
            for (Json attempt : transfer.at("attempts").items()) {
                moved += attempt.at("bytes").number();
            }
            if (!wreck.whole().contains(file.copies().get(site))) {
                movedLater += moved;
            } else if (moved > file.registered().bytes()) {
                problems.add(
                        "%s was whole, yet %d bytes moved for its %d"
                                .formatted(file.name(), moved, file.registered().bytes()));
            }
        }
        long missing = dataset.bytes() - wreck.wholeBytes();
        long resumed = missing - movedLater;
        return new Account(resumed, wreck.halfBytes() - resumed, problems);
    }

    /// Where the files of a dataset come to lie at the site.
    Map<Path, Fingerprint> places(String scope, DatasetCopies dataset) {
        Map<Path, Fingerprint> places = new HashMap<>();
        for (DatasetCopies.File file : dataset.files()) {
            places.put(
                    root.resolve(StoragePath.hash(new Did(scope, file.name()))), file.registered());
        }
        return places;
    }
}
