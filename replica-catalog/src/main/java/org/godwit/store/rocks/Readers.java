package org.godwit.store.rocks;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Counts open cursors and snapshots: native memory that must be given back before the database is
/// closed, and a leak if it never is. Thread-safe.
final class Readers {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private final Map<String, Integer> open = new HashMap<>();
    private boolean closed;

    /// Counts one more reader; refused once [#close] was called.
    void opened(String what) {
        lock.lock();
        try {
            if (closed) {
                throw new EngineException(
                        ErrorCode.UNAVAILABLE, "the catalogue is closed: try again later");
            }
            open.merge(what, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
    }

    void released(String what) {
        lock.lock();
        try {
            open.merge(what, -1, (a, b) -> a + b == 0 ? null : a + b);
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Readers now open, by what they read.
    Map<String, Integer> open() {
        lock.lock();
        try {
            return new TreeMap<>(open);
        } finally {
            lock.unlock();
        }
    }

    /// Lets no more readers in and waits for those that are. False if some stay longer than
    /// `patience`.
    boolean close(Duration patience) {
        lock.lock();
        try {
            closed = true;
            long nanos = patience.toNanos();
            while (!open.isEmpty() && nanos > 0) {
                nanos = fewer.awaitNanos(nanos);
            }
            return open.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
