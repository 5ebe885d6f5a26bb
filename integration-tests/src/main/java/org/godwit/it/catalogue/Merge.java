package org.godwit.it.catalogue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.registration.ReplicaLine;

/// Files that are new, in an order that is none, into the large catalogue by `godwit replica add
/// --from`: the command itself, over HTTPS, in this process.
final class Merge implements Case<Sitting> {
    private static final long REPLICAS = 5_000_000;
    private static final long REPLICAS_QUICK = 1_000_000;
    private static final int COPIES = 2;

    /// Datasets whose files are mixed with each other.
    private static final int MIXED = 50;

    @Override
    public String name() {
        return "merge";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        long replicas = Math.min(sitting.quick() ? REPLICAS_QUICK : REPLICAS, sitting.replicas());
        Path directory = sitting.fresh("merge");
        Path list = directory.resolve("replicas.csv");
        long lines =
                write(list, replicas, "n" + Long.toHexString(sitting.clock().nanoTime()) + "-");
        try (Station station = sitting.station()) {
            long begin = sitting.clock().nanoTime();
            String said = station.run(List.of("replica", "add", "--from", list.toString()));
            double seconds = sitting.secondsSince(begin);
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged(
                                    "rate",
                                    replicas / seconds,
                                    "replicas/s",
                                    Target.atLeast(50_000)),
                            Figure.reported("lines", lines / seconds, "lines/s")),
                    Map.of(
                            "replicas",
                            replicas,
                            "into",
                            sitting.replicas(),
                            "bytesOfList",
                            Files.size(list),
                            "said",
                            said));
        } finally {
            Sitting.remove(directory);
        }
    }

    /// Answers how many lines it wrote.
    private static long write(Path list, long replicas, String tag) throws IOException {
        RealisticFiles files = new RealisticFiles(7, tag, COPIES);
        SplittableRandom random = new SplittableRandom(7);
        long left = replicas / COPIES;
        long lines = 0;
        try (PrintWriter out =
                new PrintWriter(
                        new BufferedWriter(
                                new OutputStreamWriter(
                                        Files.newOutputStream(list), StandardCharsets.UTF_8)))) {
            out.println(FileList.HEADER);
            for (long dataset = 0; left > 0; dataset += MIXED) {
                List<ReplicaLine> mixed = new ArrayList<>();
                for (int i = 0; i < MIXED && left > 0; i++) {
                    int count = (int) Math.min(left, LargeCatalogue.FILES_PER_DATASET);
                    mixed.addAll(files.dataset(dataset + i, count));
                    left -= count;
                }
                for (int i = mixed.size() - 1; i > 0; i--) {
                    Collections.swap(mixed, i, random.nextInt(i + 1));
                }
                mixed.forEach(line -> out.println(FileList.csv(line)));
                lines += mixed.size();
            }
        }
        return lines;
    }
}
