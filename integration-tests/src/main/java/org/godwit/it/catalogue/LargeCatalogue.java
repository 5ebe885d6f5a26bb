package org.godwit.it.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.model.Did;
import org.godwit.registration.ReplicaLine;
import org.godwit.store.RocksCatalog;
import org.godwit.store.load.CatalogLoad;
import org.godwit.store.load.Intake;
import org.godwit.store.load.LoadSummary;
import org.godwit.store.rocks.CatalogOptions;

/// The catalogue that most cases read. Confined to one thread.
final class LargeCatalogue {
    static final int THREADS = 2;
    static final int FILES_PER_DATASET = 1_000;
    static final long SEED = 1;

    /// Files of one dataset besides, that is as large as datasets get.
    static final int WIDE_FILES = 1_000_000;

    /// A smaller catalogue goes without it.
    private static final long REPLICAS_WITH_WIDE = 3_000_000;

    private static final int COPIES = 2;

    /// Its number among the datasets, and that of the form of its names.
    private static final long WIDE = -6;

    private final Sitting sitting;
    private final Path directory;
    private final long replicas;

    LargeCatalogue(Sitting sitting, Path directory, long replicas) {
        this.sitting = sitting;
        this.directory = directory;
        this.replicas = replicas;
    }

    /// How a load went.
    record Loaded(
            LoadSummary summary,
            double seconds,
            double secondsToSort,
            double secondsToCompact,
            double cpuSeconds,
            long bytesOnDisk,
            Map<String, Long> bytesByTable) {}

    Path directory() {
        return directory;
    }

    /// The files that are in it.
    static RealisticFiles files() {
        return new RealisticFiles(SEED, "d", COPIES);
    }

    long datasets() {
        return Math.max(1, (replicas / COPIES - wideFiles()) / FILES_PER_DATASET);
    }

    private int wideFiles() {
        return replicas < REPLICAS_WITH_WIDE ? 0 : WIDE_FILES;
    }

    /// The dataset with many files.
    static Did wideDataset() {
        return files().dataset(WIDE, 1).getFirst().dataset().orElseThrow();
    }

    /// Opens it, after making it if it is not there.
    RocksCatalog open() throws IOException, InterruptedException {
        if (!Files.exists(directory.resolve("CURRENT"))) {
            make();
        }
        return RocksCatalog.open(directory, CatalogOptions.ofMachine());
    }

    /// Makes it anew.
    Loaded make() throws IOException, InterruptedException {
        Sitting.remove(directory);
        sitting.progress().say("loading %,d replicas".formatted(replicas));
        try (RocksCatalog catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT)) {
            World.make(catalog, sitting.clock());
            long begin = sitting.clock().nanoTime();
            double cpuBegin = cpuSeconds();
            LoadSummary summary;
            double secondsToSort;
            try (CatalogLoad load = new CatalogLoad(catalog, "root", THREADS, sitting.clock())) {
                fill(load);
                secondsToSort = sitting.secondsSince(begin);
                sitting.progress().say("sorted");
                summary = load.finish((doing, done) -> say(doing, done));
            }
            double seconds = sitting.secondsSince(begin);
            catalog.compact();
            double all = sitting.secondsSince(begin);
            return new Loaded(
                    summary,
                    all,
                    secondsToSort,
                    all - seconds,
                    cpuSeconds() - cpuBegin,
                    bytesOnDisk(),
                    catalog.bytesByTable());
        }
    }

    private void say(String doing, long done) {
        if (done % 5_000_000 == 0) {
            sitting.progress().say("%s: %,d".formatted(doing, done));
        }
    }

    private void fill(CatalogLoad load) throws InterruptedException {
        RealisticFiles source = files();
        AtomicLong next = new AtomicLong();
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                boolean isFirst = i == 0;
                workers.add(
                        executor.submit(() -> {
                            try (Intake intake = load.intake()) {
                                if (isFirst) {
                                    for (ReplicaLine line : source.dataset(WIDE, wideFiles())) {
                                        intake.add(line);
                                    }
                                }
                                for (long n = next.getAndIncrement();
                                        n < datasets();
                                        n = next.getAndIncrement()) {
                                    for (ReplicaLine line : source.dataset(n, FILES_PER_DATASET)) {
                                        intake.add(line);
                                    }
                                }
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
    }

    /// What all of its files take. The engine may remove some of them meanwhile.
    long bytesOnDisk() throws IOException {
        AtomicLong bytes = new AtomicLong();
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        bytes.addAndGet(attributes.size());
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
        return bytes.get();
    }
}
