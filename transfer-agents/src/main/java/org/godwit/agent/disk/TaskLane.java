package org.godwit.agent.disk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Many short disk tasks on as few threads as keep up. Waking a thread costs as much as such a task
/// does: so one thread takes them one after the other, and when there are none it waits a
/// millisecond for a batch before it ends. Others join while tasks take long. Thread-safe.
public final class TaskLane implements Executor {
    private static final Duration WAIT_FOR_BATCH = Duration.ofMillis(1);

    /// So many end the wait for more.
    private static final int BATCH = 64;

    /// A task that takes longer waits for a disk, so that another thread beside it pays.
    private static final long SLOW_NANOS = Duration.ofMillis(1).toNanos();

    /// Tasks are bounded by the slabs they hold; this only keeps a mistake from eating the heap.
    private static final int QUEUE_MAX = 131_072;

    private static final Logger log = LoggerFactory.getLogger(TaskLane.class);

    private final Executor threads;
    private final int workersMax;
    private final EngineClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition batch = lock.newCondition();
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private int workers;
    private boolean waiting;
    private long lastTakenNanos;

    /// @param threads lends the threads
    /// @param workersMax how many at once, at most
    public TaskLane(Executor threads, int workersMax, EngineClock clock) {
        this.threads = threads;
        this.workersMax = workersMax;
        this.clock = clock;
    }

    /// @throws RejectedExecutionException where no thread can be had; the task then never runs
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (queue.size() >= QUEUE_MAX) {
                throw new RejectedExecutionException("more than " + QUEUE_MAX + " disk tasks wait");
            }
            boolean slow = !waiting && clock.nanoTime() - lastTakenNanos > SLOW_NANOS;
            if (workers == 0 || (slow && workers < workersMax)) {
                addWorker();
            }
            queue.add(task);
            if (waiting && queue.size() >= BATCH) {
                batch.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Lock held, so that the new worker finds what is queued next.
    private void addWorker() {
        threads.execute(this::work);
        workers++;
        lastTakenNanos = clock.nanoTime();
    }

    private void work() {
        Optional<Runnable> task = next();
        while (task.isPresent()) {
            long begun = clock.nanoTime();
            try {
                task.get().run();
            } catch (RuntimeException e) {
                log.error("a disk task failed unexpectedly", e);
            }
            task = next();
            if (task.isPresent() && clock.nanoTime() - begun > SLOW_NANOS) {
                helpOut();
            }
        }
    }

    private Optional<Runnable> next() {
        lock.lock();
        try {
            if (queue.isEmpty() && workers == 1) {
                waitForBatch();
            }
            Optional<Runnable> task = Optional.ofNullable(queue.poll());
            if (task.isPresent()) {
                lastTakenNanos = clock.nanoTime();
            } else {
                workers--;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void waitForBatch() {
        waiting = true;
        try {
            long left = WAIT_FOR_BATCH.toNanos();
            while (left > 0 && queue.size() < BATCH) {
                left = batch.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting = false;
        }
    }

    /// Gets one more thread where tasks are slow and more of them wait.
    private void helpOut() {
        lock.lock();
        try {
            if (!queue.isEmpty() && workers < workersMax) {
                addWorker();
            }
        } catch (RejectedExecutionException e) {
            // The agent is stopping: those at work finish what is queued.
            return;
        } finally {
            lock.unlock();
        }
    }
}
