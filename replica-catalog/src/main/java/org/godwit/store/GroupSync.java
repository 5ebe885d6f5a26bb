package org.godwit.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.jspecify.annotations.Nullable;

/// Makes written change sets durable, as many at a time as were written while the last sync ran
/// (group commit). Futures complete in the order of the indexes, on the thread of its own that
/// syncs; what depends on them must not block.
///
/// The first failure ends it: that change set, all later ones and all that come after fail with the
/// same error, since after a failed sync nobody knows what the disk holds. Thread-safe.
final class GroupSync implements AutoCloseable {
    /// Change sets that may wait for a sync; a writer that is faster than the disk then waits.
    static final int UNSYNCED_MAX = 10_000;

    /// Makes durable all that was written before the call, whose last index is given.
    @FunctionalInterface
    interface Log {
        void sync(long index);
    }

    private record Pending(long index, CompletableFuture<Void> future) {}

    private final Log log;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private Optional<Pending> early = Optional.empty();
    private long taken;
    private long durable;
    private @Nullable EngineException failure;
    private boolean closing;

    /// @param durable index that is durable already
    GroupSync(Log log, long durable) {
        this.log = log;
        this.durable = durable;
        this.taken = durable;
        thread = Thread.ofPlatform().name("catalog-sync").daemon().start(this::run);
    }

    /// Takes a change set that was written, the next after those taken before.
    CompletableFuture<Void> written(long index) {
        lock.lock();
        try {
            while (pending.size() >= UNSYNCED_MAX && failure == null) {
                changed.awaitUninterruptibly();
            }
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            Pending next =
                    early.filter(waiting -> waiting.index() == index)
                            .orElseGet(() -> new Pending(index, new CompletableFuture<>()));
            early = Optional.empty();
            taken = index;
            pending.addLast(next);
            changed.signalAll();
            return next.future();
        } finally {
            lock.unlock();
        }
    }

    /// Completes when the change set of that index is durable. It may be one that is written but
    /// not handed in yet: readers see it at once.
    CompletableFuture<Void> durable(long index) {
        lock.lock();
        try {
            if (index <= durable) {
                return CompletableFuture.completedFuture(null);
            }
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            if (index == taken + 1) {
                Pending next = early.orElseGet(() -> new Pending(index, new CompletableFuture<>()));
                early = Optional.of(next);
                return next.future();
            }
            return pending.stream()
                    .filter(waiting -> waiting.index() == index)
                    .map(Pending::future)
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "change set " + index + " was not applied"));
        } finally {
            lock.unlock();
        }
    }

    /// Why nothing can be made durable any more.
    Optional<EngineException> failure() {
        lock.lock();
        try {
            return Optional.ofNullable(failure);
        } finally {
            lock.unlock();
        }
    }

    /// Ends it with a failure met elsewhere.
    void fail(EngineException why) {
        List<Pending> lost;
        lock.lock();
        try {
            if (failure == null) {
                failure = why;
            }
            lost = new ArrayList<>(pending);
            early.ifPresent(lost::add);
            early = Optional.empty();
            pending.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        lost.forEach(waiting -> waiting.future().completeExceptionally(why));
    }

    private void run() {
        Optional<Long> newest = awaitWritten();
        while (newest.isPresent()) {
            try {
                log.sync(newest.get());
            } catch (EngineException e) {
                fail(e);
                return;
            } catch (RuntimeException e) {
                fail(
                        new EngineException(
                                ErrorCode.INTERNAL,
                                "cannot sync the catalogue (" + e + "): start the engine again",
                                e));
                return;
            }
            synced(newest.get()).forEach(done -> done.future().complete(null));
            newest = awaitWritten();
        }
    }

    /// The newest index that waits; empty when there will be none.
    private Optional<Long> awaitWritten() {
        lock.lock();
        try {
            while (pending.isEmpty() && !closing && failure == null) {
                changed.awaitUninterruptibly();
            }
            return failure != null || pending.isEmpty()
                    ? Optional.empty()
                    : Optional.of(pending.getLast().index());
        } finally {
            lock.unlock();
        }
    }

    private List<Pending> synced(long index) {
        List<Pending> done = new ArrayList<>();
        lock.lock();
        try {
            durable = index;
            for (Pending first = pending.peekFirst();
                    first != null && first.index() <= index;
                    first = pending.peekFirst()) {
                done.add(first);
                pending.removeFirst();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return done;
    }

    /// Syncs what is written, then ends; what comes later fails.
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        fail(
                new EngineException(
                        ErrorCode.UNAVAILABLE, "the catalogue is closed: try again later"));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
