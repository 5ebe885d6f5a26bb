package org.godwit.agent.disk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.StorageException;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits finished files of one storage in groups, so that the disk is waited for once per group.
/// A group closes at 1024 files, 64 MiB, or 20 ms after its first file. Three are under way at
/// once: while one gets its names the data of the next is synced and the third fills. Thread-safe;
/// has threads of its own.
public final class GroupCommit implements AutoCloseable {
    public static final int FILES_MAX = 1024;
    public static final long BYTES_MAX = 64L << 20;
    public static final Duration LINGER = Duration.ofMillis(20);

    private static final int GROUPS_MAX = 3;

    /// More than the transfers an agent runs at a time.
    private static final int QUEUE_MAX = 65_536;

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private record Entry(IncomingFile file, Consumer<Optional<StorageException>> whenDone) {}

    private final ReceivesFiles storage;
    private final EngineClock clock;
    private final ReentrantLock lock = new ReentrantLock();

    /// There is a first file, a full group, or nothing more to come.
    private final Condition filled = lock.newCondition();

    private final ArrayDeque<Entry> queue = new ArrayDeque<>();
    private final List<Thread> threads;
    private long queuedBytes;
    private long firstNanos;
    private boolean collecting;
    private boolean closing;

    public GroupCommit(ReceivesFiles storage, EngineClock clock) {
        this.storage = storage;
        this.clock = clock;
        this.threads =
                IntStream.range(0, GROUPS_MAX)
                        .mapToObj(i ->
                                Thread.ofPlatform()
                                        .name("group-commit-" + i)
                                        .daemon()
                                        .start(this::run))
                        .toList();
    }

    /// Hands in a complete, verified file.
    ///
    /// @param whenDone called once on a committing thread, with the failure if there was one
    public void submit(IncomingFile file, Consumer<Optional<StorageException>> whenDone) {
        lock.lock();
        try {
            if (queue.size() >= QUEUE_MAX) {
                throw new IllegalStateException("more than " + QUEUE_MAX + " files wait for commit");
            }
            if (queue.isEmpty()) {
                firstNanos = clock.nanoTime();
            }
            boolean wasFull = isFull();
            queue.add(new Entry(file, whenDone));
            queuedBytes += file.spec().bytes();
            // Waking a thread costs as much as a small file: only where it has something to do.
            if (queue.size() == 1 || (isFull() && !wasFull)) {
                filled.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        return queue.size() >= FILES_MAX || queuedBytes >= BYTES_MAX;
    }

    private void run() {
        List<Entry> group = collect();
        while (!group.isEmpty()) {
            commit(group);
            group = collect();
        }
    }

    /// Waits for a group, one thread at a time.
    ///
    /// @return empty where nothing more comes
    private List<Entry> collect() {
        lock.lock();
        try {
            while (collecting || (queue.isEmpty() && !closing)) {
                filled.await();
            }
            collecting = true;
            long left = LINGER.toNanos() - (clock.nanoTime() - firstNanos);
            while (left > 0 && !queue.isEmpty() && !isFull() && !closing) {
                left = filled.awaitNanos(left);
            }
            return take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            collecting = false;
            // Another thread collects the next group, or ends too.
            filled.signalAll();
            lock.unlock();
        }
    }

    private List<Entry> take() {
        List<Entry> group = new ArrayList<>();
        long bytes = 0;
        while (!queue.isEmpty() && group.size() < FILES_MAX && bytes < BYTES_MAX) {
            Entry entry = queue.remove();
            bytes += entry.file().spec().bytes();
            group.add(entry);
        }
        queuedBytes -= bytes;
        if (!queue.isEmpty()) {
            firstNanos = clock.nanoTime();
        }
        return group;
    }

    private void commit(List<Entry> group) {
        List<Optional<StorageException>> results =
                storage.commit(group.stream().map(Entry::file).toList());
        for (int i = 0; i < group.size(); i++) {
            try {
                group.get(i).whenDone().accept(results.get(i));
            } catch (RuntimeException e) {
                log.error(
                        "listener of the commit of {} failed",
                        group.get(i).file().spec().path(),
                        e);
            }
        }
    }

    /// Commits what was handed in, then ends.
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            filled.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
