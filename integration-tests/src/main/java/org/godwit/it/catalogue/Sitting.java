package org.godwit.it.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.godwit.it.cases.CaseSitting;
import org.godwit.it.cases.Progress;
import org.godwit.runtime.EngineClock;
import org.godwit.store.RocksCatalog;

/// What the cases of one call share. Confined to one thread.
public final class Sitting implements CaseSitting {
    /// Replicas in the large catalogue: what fits some 25 GB while it is being made.
    private static final long REPLICAS = 100_000_000;

    private static final long REPLICAS_QUICK = 10_000_000;

    private final boolean quick;
    private final long replicas;
    private final Path work;
    private final boolean keep;
    private final EngineClock clock;
    private final Progress progress;

    /// @param replicas in the large catalogue; 0 for the default
    /// @param keep whether the directory stays
    Sitting(
            boolean quick,
            long replicas,
            Path work,
            boolean keep,
            EngineClock clock,
            Progress progress) {
        this.quick = quick;
        this.replicas = replicas > 0 ? replicas : quick ? REPLICAS_QUICK : REPLICAS;
        this.work = work;
        this.keep = keep;
        this.clock = clock;
        this.progress = progress;
    }

    /// Whether everything is to be smaller.
    boolean quick() {
        return quick;
    }

    /// How many replicas the large catalogue has.
    long replicas() {
        return replicas;
    }

    EngineClock clock() {
        return clock;
    }

    Progress progress() {
        return progress;
    }

    double secondsSince(long nanos) {
        return (clock.nanoTime() - nanos) / 1e9;
    }

    /// The catalogue that cases share.
    LargeCatalogue large() {
        return new LargeCatalogue(this, work.resolve("large"), replicas);
    }

    /// An engine over the large catalogue, with its HTTPS server.
    Station station() throws IOException, InterruptedException {
        return station(large().open());
    }

    /// An engine over a catalogue, which it takes over.
    Station station(RocksCatalog catalog) throws IOException {
        return new Station(catalog, fresh("certificates"), this);
    }

    /// A directory for a case that is empty now; the case removes it with [#remove].
    Path fresh(String name) throws IOException {
        Path directory = work.resolve(name);
        remove(directory);
        return Files.createDirectories(directory);
    }

    /// Removes a directory and all in it, if it is there.
    static void remove(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
                for (Path path : deepestFirst) {
                    Files.delete(path);
                }
            }
        }
    }

    /// What is true of all cases.
    @Override
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("quick", quick);
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        return facts;
    }

    @Override
    public void close() throws IOException {
        if (!keep) {
            remove(work);
        }
    }
}
