package org.godwit.it.catalogue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;

/// The replicas of a dataset of 1,000,000 files as one stream over HTTPS, and what the heap holds
/// meanwhile.
final class Stream1m implements Case<Sitting> {
    private static final double MIB = 1 << 20;

    /// What the heap may hold more while a stream is on its way: pieces under way, not rows.
    private static final double GROWTH_MIB = 64;

    @Override
    public String name() {
        return "stream-1m";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        int rounds = sitting.quick() ? 3 : 5;
        try (Station station = sitting.station();
                HttpsConnection connection = station.connect()) {
            String path = Lookup.path(LargeCatalogue.wideDataset());
            Latencies times = new Latencies();
            long lines = connection.get(path).lines();
            long bytes = 0;
            double before = heap();
            List<Double> during = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                AtomicBoolean done = new AtomicBoolean();
                Thread watcher = watch(during, done, sitting);
                long begin = sitting.clock().nanoTime();
                HttpsConnection.Reply reply = connection.get(path);
                times.add(sitting.clock().nanoTime() - begin);
                done.set(true);
                watcher.join();
                bytes = reply.bytes();
                lines = Math.min(lines, reply.lines());
            }
            if (lines != LargeCatalogue.WIDE_FILES) {
                throw new IllegalStateException(lines + " rows came");
            }
            double most = during.stream().mapToDouble(Double::doubleValue).max().orElse(before);
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged("time", times.millis(0.5) / 1e3, "s", Target.atMost(8)),
                            Figure.judged(
                                    "heap-growth",
                                    Math.max(0, most - before),
                                    "MiB",
                                    Target.atMost(GROWTH_MIB)),
                            Figure.reported("rate", lines / (times.millis(0.5) / 1e3), "files/s")),
                    Map.of("files", lines, "bytes", bytes, "rounds", rounds));
        }
    }

    /// Live heap, after a collection.
    private static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    }

    private static Thread watch(List<Double> heaps, AtomicBoolean done, Sitting sitting) {
        return Thread.ofPlatform()
                .start(() -> {
                    try {
                        sitting.clock().sleep(Duration.ofSeconds(1));
                        while (!done.get()) {
                            heaps.add(heap());
                            sitting.clock().sleep(Duration.ofSeconds(2));
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
