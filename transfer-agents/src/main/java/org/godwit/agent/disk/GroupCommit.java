package org.godwit.agent.disk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.StorageException;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits finished files of one storage in groups, so that the disk is waited for once per group.
/// A group closes at 512 files, 64 MiB, or 20 ms after its first file; while one is being committed
/// the next fills. Thread-safe; has one thread of its own.
public final class GroupCommit implements AutoCloseable {
    public static final int FILES_MAX = 512;
    public static final long BYTES_MAX = 64L << 20;
    public static final Duration LINGER = Duration.ofMillis(20);

    /// More than the transfers an agent runs at a time.
    private static final int QUEUE_MAX = 65_536;

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private record Entry(IncomingFile file, Consumer<Optional<StorageException>> whenDone) {}

    private final ReceivesFiles storage;
    private final EngineClock clock;
    private final LinkedBlockingQueue<Optional<Entry>> queue = new LinkedBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;

    public GroupCommit(ReceivesFiles storage, EngineClock clock) {
        this.storage = storage;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("group-commit").daemon().start(this::run);
    }

    /// Hands in a complete, verified file.
    ///
    /// @param whenDone called once on the committing thread, with the failure if there was one
    public void submit(IncomingFile file, Consumer<Optional<StorageException>> whenDone) {
        if (!queue.offer(Optional.of(new Entry(file, whenDone)))) {
            throw new IllegalStateException("more than " + QUEUE_MAX + " files wait for commit");
        }
    }

    private void run() {
        boolean open = true;
        while (open) {
            List<Entry> group = new ArrayList<>();
            open = collect(group);
            if (!group.isEmpty()) {
                commit(group);
            }
        }
    }

    /// Gathers a group.
    ///
    /// @return whether more may come
    private boolean collect(List<Entry> group) {
        long bytes = 0;
        long deadline = Long.MAX_VALUE;
        try {
            while (group.size() < FILES_MAX && bytes < BYTES_MAX) {
                Optional<Entry> next =
                        group.isEmpty()
                                ? queue.take()
                                : queue.poll(deadline - clock.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    return true;
                }
                if (next.isEmpty()) {
                    return false;
                }
                if (group.isEmpty()) {
                    deadline = clock.nanoTime() + LINGER.toNanos();
                }
                group.add(next.get());
                bytes += next.get().file().spec().bytes();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
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
        try {
            queue.put(Optional.empty());
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
