package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.godwit.agent.storage.StorageException;
import org.godwit.runtime.EngineClock;

/// Makes many files or directories durable for one wait: a large group by one syncfs(2) where the
/// filesystem allows it, else each by its own fsync, many at once. syncfs costs less than half the
/// CPU, but waits for what others have written there too: it gets no longer than the fsyncs would
/// take, and where it fails or takes longer they are done after all, so that each file's fate is
/// its own. Thread-safe.
final class Durability {
    /// A smaller group is not worth the flush of all others' data.
    private static final int TOGETHER_MIN = 16;

    private static final int THREADS_MAX = 32;

    /// What syncfs may take at least, at most, and for each file; the last is measured.
    private static final Duration SHARE_MIN = Duration.ofMillis(250);

    private static final Duration SHARE_MAX = Duration.ofSeconds(5);
    private static final long FILE_NANOS_AT_FIRST = 1_000_000;

    /// One wait for the disk.
    interface Sync {
        void run() throws IOException;
    }

    /// Something to be made durable.
    ///
    /// @param failed called where it could not be, before [#makeDurable] returns
    record Step(String what, Sync sync, Consumer<StorageException> failed) {}

    private final Executor syncers;
    private final EngineClock clock;
    private final Optional<FilesystemSync> together;
    private volatile long fileNanos = FILE_NANOS_AT_FIRST;

    Durability(Executor syncers, EngineClock clock, Optional<FilesystemSync> together) {
        this.syncers = syncers;
        this.clock = clock;
        this.together = together;
    }

    /// Blocks until every step is durable or has failed.
    void makeDurable(List<Step> steps) {
        if (steps.size() >= TOGETHER_MIN
                && together.isPresent()
                && together.get().await(share(steps.size()))) {
            return;
        }
        long begun = clock.nanoTime();
        each(steps);
        if (steps.size() >= TOGETHER_MIN) {
            fileNanos = (3 * fileNanos + (clock.nanoTime() - begun) / steps.size()) / 4;
        }
    }

    private Duration share(int files) {
        Duration expected = Duration.ofNanos(fileNanos * files);
        Duration least = expected.compareTo(SHARE_MIN) < 0 ? SHARE_MIN : expected;
        return least.compareTo(SHARE_MAX) > 0 ? SHARE_MAX : least;
    }

    private void each(List<Step> steps) {
        AtomicInteger next = new AtomicInteger();
        Runnable some =
                () -> {
                    for (int i = next.getAndIncrement(); i < steps.size(); ) {
                        run(steps.get(i));
                        i = next.getAndIncrement();
                    }
                };
        List<CompletableFuture<Void>> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(THREADS_MAX, steps.size()); i++) {
            try {
                helpers.add(CompletableFuture.runAsync(some, syncers));
            } catch (RejectedExecutionException e) {
                // The agent is stopping: this thread does what is left.
                break;
            }
        }
        some.run();
        helpers.forEach(CompletableFuture::join);
    }

    private static void run(Step step) {
        try {
            step.sync().run();
        } catch (IOException e) {
            step.failed().accept(PosixErrors.of("syncing " + step.what(), e));
        }
    }
}
