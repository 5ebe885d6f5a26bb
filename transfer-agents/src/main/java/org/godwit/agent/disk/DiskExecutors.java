package org.godwit.agent.disk;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The threads that may wait for a disk. Platform threads, since a file operation would hold a
/// virtual thread's carrier anyway. They are never interrupted: an interrupt closes the file
/// channel under it. Thread-safe.
public final class DiskExecutors implements AutoCloseable {
    /// Reads and writes are bounded by the slabs they hold, preparations by the number of
    /// transfers; this only keeps a mistake from eating the heap.
    private static final int QUEUE_MAX = 131_072;

    private static final int CLOSE_SECONDS_MAX = 30;

    private final ThreadPoolExecutor readers;
    private final ThreadPoolExecutor writers;
    private final ThreadPoolExecutor smallWriters;
    private final ThreadPoolExecutor preparers;
    private final ThreadPoolExecutor syncers;

    /// Sets the numbers of threads; idle ones end.
    ///
    /// @param readers threads that read blocks
    /// @param writers threads that check and write blocks
    /// @param preparers threads that open files, scan checksums and check grants
    /// @param syncers threads that wait for fsync
    public DiskExecutors(int readers, int writers, int preparers, int syncers) {
        this.readers = pool("disk-read", readers);
        this.writers = pool("disk-write", writers);
        this.smallWriters = pool("disk-write-small", writers);
        this.preparers = pool("disk-prepare", preparers);
        this.syncers = pool("disk-sync", syncers);
    }

    /// Sizes for one agent on a host with local disks.
    public static DiskExecutors standard() {
        return new DiskExecutors(8, 8, 4, 32);
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory =
                task ->
                        Thread.ofPlatform()
                                .name(name + "-" + number.incrementAndGet())
                                .daemon()
                                .unstarted(task);
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(QUEUE_MAX),
                        factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    public Executor readers() {
        return readers;
    }

    public Executor writers() {
        return writers;
    }

    /// Apart from the others, so that a small file need not wait behind many large blocks.
    public Executor smallWriters() {
        return smallWriters;
    }

    public Executor preparers() {
        return preparers;
    }

    public Executor syncers() {
        return syncers;
    }

    /// Lets what has begun and what is queued finish.
    @Override
    public void close() {
        List<ThreadPoolExecutor> all = List.of(preparers, readers, writers, smallWriters, syncers);
        all.forEach(ThreadPoolExecutor::shutdown);
        boolean interrupted = false;
        for (ThreadPoolExecutor pool : all) {
            try {
                if (!pool.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
