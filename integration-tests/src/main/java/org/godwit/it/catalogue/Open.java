package org.godwit.it.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.godwit.engine.DecisionLoop;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.registration.AddReplicas;
import org.godwit.registration.NewReplica;
import org.godwit.runtime.EngineClock;
import org.godwit.store.RocksCatalog;
import org.godwit.store.rocks.CatalogOptions;

/// The time to open the large catalogue after a process that wrote to it was killed, with as much
/// in its log as the log ever holds.
final class Open implements Case<Sitting> {
    /// What the log holds at most, by [CatalogOptions#DEFAULT].
    private static final long WRITTEN = 600_000;

    @Override
    public String name() {
        return "open";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        LargeCatalogue large = sitting.large();
        large.open().close();
        Path ready = sitting.fresh("open").resolve("ready");
        long log;
        Process writer =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Open.class.getName(),
                                large.directory().toString(),
                                ready.toString())
                        .inheritIO()
                        .start();
        try {
            while (!Files.exists(ready)) {
                if (!writer.isAlive()) {
                    throw new IOException("the process that writes has ended");
                }
                sitting.clock().sleep(Duration.ofMillis(50));
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        log = logBytes(large.directory());
        long begin = sitting.clock().nanoTime();
        RocksCatalog catalog = large.open();
        double seconds = sitting.secondsSince(begin);
        catalog.close();
        return new CaseReport(
                name(),
                List.of(Figure.judged("time", seconds, "s", Target.atMost(10))),
                Map.of("replicas", sitting.replicas(), "logBytes", log));
    }

    private static long logBytes(Path directory) throws IOException {
        try (var paths = Files.list(directory)) {
            return paths.filter(path -> path.toString().endsWith(".log"))
                    .mapToLong(path -> path.toFile().length())
                    .sum();
        }
    }

    /// The process that is killed: writes, says so by a file, and waits.
    public static void main(String[] args) throws Exception {
        EngineClock clock = EngineClock.system();
        RocksCatalog catalog = RocksCatalog.open(Path.of(args[0]), CatalogOptions.DEFAULT);
        DecisionLoop loop = DecisionLoop.start(catalog, clock, new SplittableRandom(1)).loop();
        RealisticFiles files =
                new RealisticFiles(11, "o" + Long.toHexString(clock.nanoTime()) + "-", 1);
        for (long written = 0; written < WRITTEN; written += AddReplicas.REPLICAS_MAX) {
            var lines = files.dataset(written / AddReplicas.REPLICAS_MAX, AddReplicas.REPLICAS_MAX);
            List<NewReplica> replicas =
                    lines.stream()
                            .map(line ->
                                    new NewReplica(
                                            line.file(),
                                            line.bytes(),
                                            line.adler32(),
                                            Optional.empty()))
                            .toList();
            loop.decide(new AddReplicas(lines.getFirst().rses().getFirst(), replicas, "root"))
                    .durable()
                    .join();
        }
        Files.createFile(Path.of(args[1]));
        clock.sleep(Duration.ofMinutes(10));
    }
}
