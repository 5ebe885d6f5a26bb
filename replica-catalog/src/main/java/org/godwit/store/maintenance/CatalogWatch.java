package org.godwit.store.maintenance;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.store.RocksCatalog;
import org.godwit.store.rocks.TableFiles.TableFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the catalogue's files one after the other while it is used, new ones soon and each again
/// every day, and reports damage to the catalogue before somebody asks for the damaged row. On a
/// thread of its own, at a rate that leaves the disk to others.
public final class CatalogWatch implements AutoCloseable {
    private static final Duration AGAIN_AFTER = Duration.ofDays(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final long BYTES_PER_SECOND = 16_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(CatalogWatch.class);

    private final RocksCatalog catalog;
    private final EngineClock clock;

    /// When each file was verified.
    private final Map<String, Long> verifiedNanos = new HashMap<>();

    private final Thread thread;
    private volatile boolean closing;

    private CatalogWatch(RocksCatalog catalog, EngineClock clock) {
        this.catalog = catalog;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("catalog-watch").unstarted(this::run);
    }

    /// Begins to read.
    public static CatalogWatch start(RocksCatalog catalog, EngineClock clock) {
        CatalogWatch watch = new CatalogWatch(catalog, clock);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (!closing) {
                clock.sleep(LOOK_EVERY);
                round();
            }
        } catch (InterruptedException e) {
            LOG.debug("the catalogue's files are not watched any more");
        } catch (EngineException e) {
            LOG.warn("the catalogue's files are not watched any more: {}", e.getMessage());
        }
    }

    private void round() throws InterruptedException {
        List<TableFile> files = catalog.tableFiles();
        Set<String> names = new HashSet<>();
        files.forEach(file -> names.add(file.name()));
        verifiedNanos.keySet().retainAll(names);
        for (TableFile file : files) {
            if (isDue(file)) {
                catalog.verify(file).ifPresent(catalog::report);
                verifiedNanos.put(file.name(), clock.nanoTime());
                clock.sleep(Duration.ofMillis(file.bytes() * 1_000 / BYTES_PER_SECOND));
            }
        }
    }

    private boolean isDue(TableFile file) {
        return Optional.ofNullable(verifiedNanos.get(file.name()))
                .filter(at -> clock.nanoTime() - at <= AGAIN_AFTER.toNanos())
                .isEmpty();
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
