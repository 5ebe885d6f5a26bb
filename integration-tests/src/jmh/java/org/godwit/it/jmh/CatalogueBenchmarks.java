package org.godwit.it.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.engine.DecisionLoop;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.RseType;
import org.godwit.namespace.Initialise;
import org.godwit.registration.AddLines;
import org.godwit.registration.ReplicaLine;
import org.godwit.runtime.EngineClock;
import org.godwit.store.RocksCatalog;
import org.godwit.store.rocks.CatalogOptions;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Single steps of the catalogue over a small RocksDB: what a look-up, a scan and a line of a list
/// cost the thread that does them.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CatalogueBenchmarks {
    private static final int FILES = 200_000;
    private static final int LINES = 1_000;
    private static final HexFormat HEX = HexFormat.of();

    private final SplittableRandom random = new SplittableRandom(1);
    private Path directory;
    private RocksCatalog catalog;
    private DecisionLoop loop;
    private Snapshot snapshot;
    private long round;

    /// Makes a catalogue of files at two RSEs, in files on disk.
    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Files.createTempDirectory("godwit-jmh");
        catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT);
        loop =
                DecisionLoop.start(catalog, EngineClock.system(), new SplittableRandom(1)).loop();
        loop.decide(new Initialise(List.of("root"), List.of("data")));
        loop.decide(new AddSite("SITE", ""));
        loop.decide(new AddRse("DISK-1", "SITE", RseType.DISK, true, Map.of()));
        loop.decide(new AddRse("DISK-2", "SITE", RseType.DISK, true, Map.of()));
        for (; round < FILES / LINES; round++) {
            loop.decide(new AddLines(lines(round), "root"));
        }
        catalog.compact();
        snapshot = catalog.snapshot();
    }

    /// Removes it.
    @TearDown(Level.Trial)
    public void close() throws IOException {
        snapshot.close();
        catalog.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static List<ReplicaLine> lines(long part) {
        List<ReplicaLine> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            lines.add(
                    new ReplicaLine(
                            List.of("DISK-1", "DISK-2"),
                            new Did("data", name(part * LINES + i)),
                            1_000,
                            new Adler32(i),
                            Optional.empty(),
                            Optional.of(new Did("data", "dataset-" + part))));
        }
        return lines;
    }

    /// In no order.
    private static String name(long number) {
        return "run/raw/" + HEX.toHexDigits(number * 0x9E3779B97F4A7C15L) + ".root";
    }

    /// A file's id by its name.
    @Benchmark
    public Optional<Long> lookUpName() {
        return snapshot.get(Tables.DID_BY_NAME, new NameKey(1, name(random.nextInt(FILES))));
    }

    /// A name that is not there, as each new file's.
    @Benchmark
    public Optional<Long> lookUpAbsentName() {
        return snapshot.get(Tables.DID_BY_NAME, new NameKey(1, name(FILES + random.nextInt(FILES))));
    }

    /// A row of a small table, which stays in memory.
    @Benchmark
    public Optional<Integer> lookUpScope() {
        return snapshot.get(Tables.SCOPE_BY_NAME, "data");
    }

    /// The replicas of a file.
    @Benchmark
    public long scanReplicas() {
        long id = 1 + random.nextInt(FILES);
        long bytes = 0;
        try (Cursor<ReplicaKey, ReplicaRow> rows =
                snapshot.scan(
                        Tables.REPLICAS, new ReplicaKey(id, 0), new ReplicaKey(id + 1, 0))) {
            while (rows.hasNext()) {
                bytes += rows.next().getValue().bytes();
            }
        }
        return bytes;
    }

    /// A thousand lines that are new, two replicas each: decided and written, not synced.
    @Benchmark
    public AddLines.Taken addThousandLines() {
        return loop.decide(new AddLines(lines(round++), "root")).answer();
    }

    /// The same lines again, which change nothing.
    @Benchmark
    public AddLines.Taken addThousandLinesAgain() {
        return loop.decide(new AddLines(lines(random.nextInt(FILES / LINES)), "root")).answer();
    }
}
