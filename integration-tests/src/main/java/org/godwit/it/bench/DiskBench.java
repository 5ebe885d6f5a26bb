package org.godwit.it.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.godwit.agent.checksum.Adler32Combine;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.disk.GroupCommit;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.disk.TaskLane;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.IncomingFile.StoredBlock;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.ReceivesFiles.IncomingSpec;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.posix.PosixOptions;
import org.godwit.agent.storage.posix.PosixStorage;
import org.godwit.runtime.EngineClock;

/// The disk stage of an agent without a network: blocks in memory are checked, written, synced and
/// named as a destination does it; files are read and checked as a source does it. CPU is that of
/// the threads of the disk stage, and that of the whole machine, since the kernel's own threads write
/// back too; the latter means something on a machine that does nothing else.
final class DiskBench {
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int FILES_UNDER_WAY = 4096;
    private static final int BLOCKS_UNDER_WAY = 32;
    private static final long DID = 7;

    private final Path directory;
    private final PosixOptions options;
    private final EngineClock clock;

    private DiskBench(Path directory, PosixOptions options, EngineClock clock) {
        this.directory = directory;
        this.options = options;
        this.clock = clock;
    }

    /// @param files of a case with small files
    /// @param bytes of the file of the others
    record Size(int files, long bytes) {}

    /// Runs one case.
    ///
    /// @param name `small-4k`, `small-64k`, with `-hash` files spread over directories, `write`,
    ///   `read`; with `:cached` or `:portable` behind it by other means than the best
    static List<BenchCommand.Figure> run(Path directory, String name, Size size, EngineClock clock)
            throws IOException {
        PosixOptions options =
                name.endsWith(":portable")
                        ? PosixOptions.PORTABLE
                        : name.endsWith(":cached") ? PosixOptions.CACHED : PosixOptions.AUTO;
        String kind = name.replaceFirst(":.*", "");
        Path own = Files.createDirectories(directory.resolve(name.replace(':', '-')));
        DiskBench bench = new DiskBench(own, options, clock);
        try (DiskExecutors disks = DiskExecutors.standard()) {
            return switch (kind) {
                case "small-4k" -> bench.small(name, size.files(), 4 << 10, false, disks);
                case "small-4k-hash" -> bench.small(name, size.files(), 4 << 10, true, disks);
                case "small-64k" -> bench.small(name, size.files(), 64 << 10, false, disks);
                case "write" -> bench.write(name, size.bytes(), disks);
                case "read" -> bench.read(name, size.bytes(), disks);
                default -> throw new IllegalArgumentException("no case " + name);
            };
        } catch (StorageException e) {
            throw new IOException(e);
        }
    }

    /// Time and CPU of something.
    private record Spent(double seconds, double stageSeconds, double machineSeconds) {}

    private interface Work {
        void run() throws IOException, StorageException;
    }

    private Spent spent(Work work) throws IOException, StorageException {
        long begun = clock.nanoTime();
        double stage = stageCpu();
        double machine = machineCpu();
        work.run();
        return new Spent(
                (clock.nanoTime() - begun) / 1e9, stageCpu() - stage, machineCpu() - machine);
    }

    /// Seconds that the living threads of the disk stage have spent; idle ones live ten seconds.
    private static double stageCpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null
                    && (thread.getThreadName().startsWith("disk-")
                            || thread.getThreadName().startsWith("group-commit"))) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos / 1e9;
    }

    /// Hundredths of seconds that all processors have spent on anything.
    private static double machineCpu() throws IOException {
        String first =
                Files.readString(Path.of("/proc/stat"), StandardCharsets.US_ASCII)
                        .lines()
                        .findFirst()
                        .orElseThrow();
        String[] times = first.trim().split(" +");
        double busy = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            busy += Long.parseLong(times[i]);
        }
        return busy / 100;
    }

    private List<BenchCommand.Figure> small(
            String name, int files, int bytes, boolean spread, DiskExecutors disks)
            throws IOException, StorageException {
        ReceivesFiles receiver = writable(disks).receiver().orElseThrow();
        try (GroupCommit commits = new GroupCommit(receiver, clock)) {
            Small small =
                    new Small(
                            receiver,
                            bytes,
                            spread,
                            new SlabRing(BLOCK_BYTES, 64L << 20),
                            new TaskLane(disks.smallWriters(), 8, clock),
                            commits);
            // Not the first files of this process: what is compiled late is not the disk's cost.
            small.run("warm", files / 5);
            Spent spent = spent(() -> small.run("f", files));
            return List.of(
                    new BenchCommand.Figure(name, files / spent.seconds(), "files/s"),
                    new BenchCommand.Figure(
                            name + "-cpu", spent.stageSeconds() / files * 1e6, "us/file"),
                    new BenchCommand.Figure(
                            name + "-machine", spent.machineSeconds() / files * 1e6, "us/file"));
        }
    }

    private StorageProtocol writable(DiskExecutors disks) throws StorageException {
        return PosixStorage.writable(directory, options, disks.syncers(), clock);
    }

    /// Files of one block, all alike but for their first bytes.
    private record Small(
            ReceivesFiles receiver,
            int bytes,
            boolean spread,
            SlabRing ring,
            TaskLane lane,
            GroupCommit commits) {
        void run(String prefix, int files) {
            Semaphore underWay = new Semaphore(FILES_UNDER_WAY);
            AtomicReference<Optional<StorageException>> failure =
                    new AtomicReference<>(Optional.empty());
            Consumer<Optional<StorageException>> done =
                    failed -> {
                        failed.ifPresent(e -> failure.set(Optional.of(e)));
                        underWay.release();
                    };
            for (int i = 0; i < files; i++) {
                underWay.acquireUninterruptibly();
                arrive(path(prefix, i, spread), i, done);
            }
            underWay.acquireUninterruptibly(FILES_UNDER_WAY);
            failure.get()
                    .ifPresent(e -> {
                        throw new IllegalStateException(e);
                    });
        }

        private void arrive(String path, int number, Consumer<Optional<StorageException>> done) {
            Slab slab = slab(ring, bytes);
            slab.buffer().limit(bytes).putInt(0, number);
            BlockChecksum.Both sums = BlockChecksum.both(DID, 0, slab.buffer());
            lane.execute(() -> {
                try {
                    IncomingFile file =
                            receiver.receive(spec(path, number, bytes, sums.adler32()));
                    take(file, 0, sums.crc32c(), slab);
                    commits.submit(file, done);
                } catch (StorageException e) {
                    done.accept(Optional.of(e));
                }
            });
        }
    }

    private static Slab slab(SlabRing ring, int bytes) {
        Semaphore free = new Semaphore(0);
        Optional<Slab> slab = ring.tryAcquire(bytes, free::release);
        while (slab.isEmpty()) {
            free.acquireUninterruptibly();
            slab = ring.tryAcquire(bytes, free::release);
        }
        return slab.get();
    }

    private static String path(String prefix, int number, boolean spread) {
        int hash = number * 0x9E3779B1;
        return spread
                ? "%s/%02x/%02x/%d".formatted(prefix, hash >>> 24, hash >>> 16 & 0xFF, number)
                : prefix + "/" + number;
    }

    private static IncomingSpec spec(String path, int number, long bytes, int adler)
            throws StorageException {
        return new IncomingSpec(
                Integer.toHexString(number),
                StoragePath.parse(path),
                DID,
                bytes,
                adler,
                BLOCK_BYTES);
    }

    /// What a destination does with a block that has arrived.
    private static void take(IncomingFile file, int block, int crc, Slab slab)
            throws StorageException {
        try {
            ByteBuffer payload = slab.buffer();
            BlockChecksum.Both sums =
                    BlockChecksum.both(DID, file.spec().offset(block), payload);
            if (sums.crc32c() != crc) {
                throw new IllegalStateException("block " + block + " is damaged");
            }
            file.write(new StoredBlock(block, crc, sums.adler32()), payload);
        } finally {
            slab.release();
        }
    }

    private List<BenchCommand.Figure> write(String name, long bytes, DiskExecutors disks)
            throws IOException, StorageException {
        try (StorageProtocol storage = writable(disks)) {
            SlabRing ring = new SlabRing(BLOCK_BYTES, 64L << 20);
            writeFile(storage, "warm", bytes / 8, ring, disks);
            Spent spent = spent(() -> writeFile(storage, "f", bytes, ring, disks));
            return perGigabyte(name, bytes, spent);
        }
    }

    private static List<BenchCommand.Figure> perGigabyte(String name, long bytes, Spent spent) {
        double gigabytes = bytes / 1e9;
        return List.of(
                new BenchCommand.Figure(name, bytes / 1e6 / spent.seconds(), "MB/s"),
                new BenchCommand.Figure(
                        name + "-cpu", spent.stageSeconds() / gigabytes, "CPU s/GB"),
                new BenchCommand.Figure(
                        name + "-machine", spent.machineSeconds() / gigabytes, "CPU s/GB"));
    }

    private static void writeFile(
            StorageProtocol storage, String path, long bytes, SlabRing ring, DiskExecutors disks)
            throws StorageException {
        ReceivesFiles receiver = storage.receiver().orElseThrow();
        IncomingFile file = receiver.receive(spec(path, 1, bytes, Adler32Combine.EMPTY));
        int blocks = file.spec().blocks();
        Semaphore underWay = new Semaphore(BLOCKS_UNDER_WAY);
        AtomicReference<Optional<StorageException>> failure =
                new AtomicReference<>(Optional.empty());
        for (int i = 0; i < blocks; i++) {
            underWay.acquireUninterruptibly();
            int block = i;
            Slab slab = slab(ring, file.spec().length(block));
            slab.buffer().limit(file.spec().length(block));
            disks.writers()
                    .execute(() -> {
                        try {
                            long offset = file.spec().offset(block);
                            take(file, block, BlockChecksum.of(DID, offset, slab.buffer()), slab);
                            if (block % 64 == 63) {
                                file.sync();
                            }
                        } catch (StorageException e) {
                            failure.set(Optional.of(e));
                        } finally {
                            underWay.release();
                        }
                    });
        }
        underWay.acquireUninterruptibly(BLOCKS_UNDER_WAY);
        Optional<StorageException> failed =
                failure.get().or(() -> receiver.commit(List.of(file)).getFirst());
        if (failed.isPresent()) {
            throw failed.get();
        }
    }

    /// Reads a file that lies in the page cache, then one that does not.
    private List<BenchCommand.Figure> read(String name, long bytes, DiskExecutors disks)
            throws IOException, StorageException {
        List<BenchCommand.Figure> figures = new ArrayList<>();
        try (StorageProtocol storage = writable(disks)) {
            SlabRing ring = new SlabRing(BLOCK_BYTES, 64L << 20);
            writeFile(storage, "f", bytes, ring, disks);
            Spent cold = spent(() -> readFile(storage, "f", ring, disks));
            figures.addAll(perGigabyte(name + "-cold", bytes, cold));
            try (var in = Files.newInputStream(directory.resolve("f"))) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            readFile(storage, "f", ring, disks);
            Spent warm = spent(() -> readFile(storage, "f", ring, disks));
            figures.addAll(perGigabyte(name + "-warm", bytes, warm));
        }
        return figures;
    }

    private static void readFile(
            StorageProtocol storage, String path, SlabRing ring, DiskExecutors disks)
            throws StorageException {
        Semaphore underWay = new Semaphore(BLOCKS_UNDER_WAY);
        AtomicReference<Optional<IOException>> failure = new AtomicReference<>(Optional.empty());
        try (SourceFile file = storage.open(StoragePath.parse(path))) {
            for (long at = 0; at < file.bytes(); at += BLOCK_BYTES) {
                underWay.acquireUninterruptibly();
                long offset = at;
                int length = (int) Math.min(BLOCK_BYTES, file.bytes() - offset);
                Slab slab = slab(ring, length);
                disks.readers()
                        .execute(() -> {
                            try {
                                file.read(slab.buffer().limit(length), offset);
                                BlockChecksum.of(DID, offset, slab.buffer().flip());
                            } catch (IOException e) {
                                failure.set(Optional.of(e));
                            } finally {
                                slab.release();
                                underWay.release();
                            }
                        });
            }
            underWay.acquireUninterruptibly(BLOCKS_UNDER_WAY);
        }
        if (failure.get().isPresent()) {
            throw new StorageException(
                    StorageException.Kind.IO, path, failure.get().get());
        }
    }
}
