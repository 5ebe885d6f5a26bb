package org.godwit.it.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.godwit.it.cases.CaseSitting;
import org.godwit.it.cases.Progress;
import org.godwit.runtime.EngineClock;

/// What the cases of one call share: where they work, how much they do, and the large dataset,
/// which takes longer to make than to plan. Used by one thread; closing it removes what was made.
final class Sitting implements CaseSitting {
    private static final int MILLION = 1_000_000;
    private static final int MILLION_QUICK = 500_000;

    private final Path directory;
    private final boolean quick;
    private final double scale;
    private final long seed;
    private final EngineClock clock;
    private final Progress progress;
    private Optional<LargeDataset> large = Optional.empty();
    private int workshops;

    Sitting(
            Path directory,
            boolean quick,
            double scale,
            long seed,
            EngineClock clock,
            Progress progress) {
        this.directory = directory;
        this.quick = quick;
        this.scale = scale;
        this.seed = seed;
        this.clock = clock;
        this.progress = progress;
    }

    EngineClock clock() {
        return clock;
    }

    Progress progress() {
        return progress;
    }

    long seed() {
        return seed;
    }

    /// How much of something is done: less with `--quick`.
    int size(int full, int less) {
        return (int) Math.max(1, Math.round((quick ? less : full) * scale));
    }

    double seconds(long sinceNanos) {
        return (clock.nanoTime() - sinceNanos) / 1e9;
    }

    /// An engine over a new catalogue.
    Workshop workshop() {
        return Workshop.open(directory.resolve("catalogue-" + ++workshops), clock, seed, progress);
    }

    /// The dataset that several cases plan rules on, in an engine of its own, which stays open.
    LargeDataset large() {
        LargeDataset made =
                large.orElseGet(() -> LargeDataset.make(workshop(), size(MILLION, MILLION_QUICK)));
        large = Optional.of(made);
        return made;
    }

    @Override
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("quick", quick);
        facts.put("seed", seed);
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        return facts;
    }

    @Override
    public void close() throws IOException {
        large.ifPresent(made -> made.workshop().close());
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
