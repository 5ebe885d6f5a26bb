package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.godwit.runtime.EngineClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One syncfs(2) after the other for all who wait: each caller needs one that begins after its
/// call, and shares it with everybody who came by then. So one round makes the names of a group and
/// the data of the next durable at once. Thread-safe.
final class FilesystemSync {
    /// Until it is tried again after it took too long or failed.
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(FilesystemSync.class);

    private final Durability.Sync filesystem;
    private final Executor syncers;
    private final EngineClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private long roundsBegun;
    private long roundsEnded;

    /// The last round that somebody waits for.
    private long roundWanted;

    private long lastFailed;
    private boolean running;
    private boolean paused;
    private long pausedUntilNanos;

    /// @param filesystem one syncfs
    FilesystemSync(Durability.Sync filesystem, Executor syncers, EngineClock clock) {
        this.filesystem = filesystem;
        this.syncers = syncers;
        this.clock = clock;
    }

    /// Waits for a round that begins after this call.
    ///
    /// @return whether all that was written before the call is durable; false says nothing
    boolean await(Duration atMost) {
        lock.lock();
        try {
            if (isPaused()) {
                return false;
            }
            long round = roundsBegun + 1;
            roundWanted = Math.max(roundWanted, round);
            if (!running && !start()) {
                return false;
            }
            long left = atMost.toNanos();
            while (roundsEnded < round) {
                if (left <= 0) {
                    pause("takes longer than " + atMost.toMillis() + " ms");
                    return false;
                }
                left = ended.awaitNanos(left);
            }
            return lastFailed < round;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isPaused() {
        paused = paused && clock.nanoTime() - pausedUntilNanos < 0;
        return paused;
    }

    private void pause(String why) {
        if (!isPaused()) {
            log.info("syncing the whole filesystem {}: single files are synced for a while", why);
        }
        paused = true;
        pausedUntilNanos = clock.nanoTime() + PAUSE.toNanos();
    }

    private boolean start() {
        try {
            syncers.execute(this::rounds);
            running = true;
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void rounds() {
        lock.lock();
        try {
            while (roundWanted > roundsEnded) {
                round();
            }
        } finally {
            running = false;
            lock.unlock();
        }
    }

    /// One round; the lock is held, but not while the disk is waited for.
    private void round() {
        long round = ++roundsBegun;
        String failure = "";
        lock.unlock();
        try {
            filesystem.run();
        } catch (IOException e) {
            failure = "failed: " + e.getMessage();
        } finally {
            lock.lock();
        }
        roundsEnded = round;
        if (!failure.isEmpty()) {
            lastFailed = round;
            pause(failure);
        }
        ended.signalAll();
    }
}
