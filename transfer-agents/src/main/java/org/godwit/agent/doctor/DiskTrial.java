package org.godwit.agent.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.runtime.EngineClock;

/// Measures a storage within a few seconds and a bounded number of bytes. It never fills a disk: it
/// uses a twentieth of what is free at most. Test files lie in [TestFiles]. Blocks; not
/// thread-safe.
public final class DiskTrial {
    /// What a trial may take.
    ///
    /// @param bytesMax on disk at a time
    /// @param each time for each of writing directly, writing buffered, reading; a third of it for
    ///   small files
    public record Bounds(long bytesMax, Duration each) {
        public static final Bounds STANDARD = new Bounds(512L << 20, Duration.ofMillis(1200));
    }

    /// Below, nothing is measured: the disk is nearly full.
    public static final long BYTES_LEAST = 16L << 20;

    private static final int SHARE_OF_FREE = 20;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int ALIGNMENT = 4096;
    private static final long SYNC_BYTES = 64L << 20;
    private static final int THREADS = 4;
    private static final int SMALL_THREADS = 16;
    private static final int SMALL_FILES_MAX = 4096;
    private static final int SYNCS_MAX = 200;

    private final Path root;
    private final Bounds bounds;
    private final Kernel kernel;
    private final EngineClock clock;
    private final Cancellation cancellation;

    public DiskTrial(
            Path root, Bounds bounds, Kernel kernel, EngineClock clock, Cancellation cancellation) {
        this.root = root;
        this.bounds = bounds;
        this.kernel = kernel;
        this.clock = clock;
        this.cancellation = cancellation;
    }

    /// Measures, with writing.
    ///
    /// @throws IOException where the storage fails, or has too little space left
    /// @throws CancellationException once cancelled; the test files are removed then too
    public DiskFigures measure() throws IOException {
        FileStore store = Files.getFileStore(root);
        long bytes = Math.min(bounds.bytesMax(), store.getUsableSpace() / SHARE_OF_FREE);
        if (bytes < BYTES_LEAST) {
            throw new IOException("too little space is left to measure");
        }
        bytes -= bytes % SYNC_BYTES == bytes ? bytes % CHUNK_BYTES : bytes % SYNC_BYTES;
        try (TestFiles files = TestFiles.in(root, clock)) {
            Path large = files.file("large");
            boolean direct = takesDirect(files.file("direct"));
            Optional<DiskFigures.Rate> directWrite = Optional.empty();
            if (direct) {
                kernel.preallocate(create(large), bytes);
                directWrite = Optional.of(writeDirect(large, bytes));
                Files.delete(large);
            }
            DiskFigures.Rate bufferedWrite = writeBuffered(create(large), bytes);
            kernel.dropFromCache(large);
            DiskFigures.Rate read = read(large, direct);
            Files.delete(large);
            return new DiskFigures(
                    store.type(),
                    direct,
                    directWrite,
                    Optional.of(bufferedWrite),
                    Optional.of(read),
                    Optional.of(syncLatency(files.file("sync"))),
                    Optional.of(smallFiles(files)));
        }
    }

    /// Reads a file of the storage, for one that is never written to.
    ///
    /// @param file large enough: [#BYTES_LEAST] at least
    public DiskFigures measureReading(Path file) throws IOException {
        boolean direct = opensDirect(file);
        if (!direct) {
            kernel.dropFromCache(file);
        }
        return new DiskFigures(
                Files.getFileStore(root).type(),
                direct,
                Optional.empty(),
                Optional.empty(),
                Optional.of(read(file, direct)),
                Optional.empty(),
                Optional.empty());
    }

    private static Path create(Path file) throws IOException {
        return Files.createFile(file);
    }

    private static boolean takesDirect(Path file) throws IOException {
        create(file);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, DirectOption.get())) {
            return channel.write(aligned(ALIGNMENT), 0) == ALIGNMENT;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static boolean opensDirect(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, DirectOption.get())) {
            return channel.read(aligned(ALIGNMENT), 0) > 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static ByteBuffer aligned(int bytes) {
        return ByteBuffer.allocateDirect(bytes + ALIGNMENT)
                .alignedSlice(ALIGNMENT)
                .limit(bytes)
                .slice();
    }

    /// One thread's part of a run.
    private interface Part {
        /// Moves the chunk of that number.
        ///
        /// @return whether there is one
        boolean move(long chunk, ByteBuffer buffer) throws IOException;
    }

    private DiskFigures.Rate writeDirect(Path file, long bytes) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, DirectOption.get());
        try (FileChannel channel = FileChannel.open(file, options)) {
            return measured(
                    THREADS,
                    () -> channel.force(true),
                    (chunk, buffer) -> {
                        long offset = chunk * CHUNK_BYTES;
                        if (offset >= bytes) {
                            return false;
                        }
                        writeAll(channel, buffer, offset);
                        return true;
                    });
        }
    }

    private DiskFigures.Rate writeBuffered(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return measured(
                    1,
                    () -> channel.force(true),
                    (chunk, buffer) -> {
                        long offset = chunk * CHUNK_BYTES;
                        if (offset >= bytes) {
                            return false;
                        }
                        writeAll(channel, buffer, offset);
                        if ((offset + CHUNK_BYTES) % SYNC_BYTES == 0) {
                            channel.force(false);
                        }
                        return true;
                    });
        }
    }

    private DiskFigures.Rate read(Path file, boolean direct) throws IOException {
        Set<OpenOption> options =
                direct
                        ? Set.of(StandardOpenOption.READ, DirectOption.get())
                        : Set.of(StandardOpenOption.READ);
        long bytes = Math.min(Files.size(file), bounds.bytesMax());
        try (FileChannel channel = FileChannel.open(file, options)) {
            return measured(
                    THREADS,
                    () -> {},
                    (chunk, buffer) -> {
                        long offset = chunk * CHUNK_BYTES;
                        if (offset + CHUNK_BYTES > bytes) {
                            return false;
                        }
                        buffer.clear();
                        while (buffer.hasRemaining()
                                && channel.read(buffer, offset + buffer.position()) > 0) {
                            cancellation.check();
                        }
                        return true;
                    });
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer buffer, long offset)
            throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            channel.write(buffer, offset + buffer.position());
        }
    }

    private interface Ending {
        void run() throws IOException;
    }

    /// Deals chunks to threads until they, or the time, are at an end.
    private DiskFigures.Rate measured(int threads, Ending ending, Part part) throws IOException {
        AtomicLong next = new AtomicLong();
        AtomicLong moved = new AtomicLong();
        long begin = clock.nanoTime();
        long cpu =
                inParallel(
                        threads,
                        () -> {
                            ByteBuffer buffer = aligned(CHUNK_BYTES);
                            while (clock.nanoTime() - begin < bounds.each().toNanos()
                                    && part.move(next.getAndIncrement(), buffer)) {
                                cancellation.check();
                                moved.addAndGet(CHUNK_BYTES);
                            }
                        });
        long before = CpuTime.nanos();
        ending.run();
        long cpuNanos = cpu + CpuTime.nanos() - before;
        long elapsed = Math.max(1, clock.nanoTime() - begin);
        return new DiskFigures.Rate(
                moved.get() * 1e9 / elapsed, CpuTime.perGigabyte(cpuNanos, moved.get()));
    }

    private interface Work {
        void run() throws IOException;
    }

    /// Runs the same on several threads and waits for all.
    ///
    /// @return their processor time in nanoseconds
    private static long inParallel(int threads, Work work) throws IOException {
        List<CompletableFuture<Long>> ends = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            CompletableFuture<Long> end = new CompletableFuture<>();
            ends.add(end);
            Thread.ofPlatform().name("doctor-disk-" + i).daemon().start(() -> run(work, end));
        }
        long cpu = 0;
        Optional<Throwable> failure = Optional.empty();
        for (CompletableFuture<Long> end : ends) {
            try {
                cpu += end.join();
            } catch (CompletionException e) {
                failure = Optional.ofNullable(e.getCause());
            } catch (CancellationException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            switch (failure.get()) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
        return cpu;
    }

    private static void run(Work work, CompletableFuture<Long> end) {
        long cpu = CpuTime.nanos();
        try {
            work.run();
            end.complete(CpuTime.nanos() - cpu);
        } catch (IOException | RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    private Duration syncLatency(Path file) throws IOException {
        List<Long> times = new ArrayList<>();
        ByteBuffer block = ByteBuffer.allocateDirect(ALIGNMENT);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long begin = clock.nanoTime();
            while (times.size() < SYNCS_MAX
                    && clock.nanoTime() - begin < bounds.each().toNanos() / 3) {
                cancellation.check();
                long start = clock.nanoTime();
                channel.write(block.clear(), (long) times.size() * ALIGNMENT);
                channel.force(false);
                times.add(clock.nanoTime() - start);
            }
        }
        times.sort(null);
        return Duration.ofNanos(times.get(times.size() / 2));
    }

    private double smallFiles(TestFiles files) throws IOException {
        AtomicLong next = new AtomicLong();
        AtomicLong made = new AtomicLong();
        long begin = clock.nanoTime();
        inParallel(
                SMALL_THREADS,
                () -> {
                    ByteBuffer block = ByteBuffer.allocateDirect(ALIGNMENT);
                    while (clock.nanoTime() - begin < bounds.each().toNanos() / 3) {
                        cancellation.check();
                        long number = next.getAndIncrement();
                        if (number >= SMALL_FILES_MAX) {
                            return;
                        }
                        try (FileChannel channel =
                                FileChannel.open(
                                        files.file("small-" + number),
                                        StandardOpenOption.CREATE_NEW,
                                        StandardOpenOption.WRITE)) {
                            channel.write(block.clear());
                            channel.force(true);
                        }
                        made.incrementAndGet();
                    }
                });
        try (FileChannel directory = FileChannel.open(files.directory(), StandardOpenOption.READ)) {
            directory.force(true);
        }
        return made.get() * 1e9 / Math.max(1, clock.nanoTime() - begin);
    }
}
