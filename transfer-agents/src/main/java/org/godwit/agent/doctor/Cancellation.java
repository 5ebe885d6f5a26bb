package org.godwit.agent.doctor;

import java.util.concurrent.CancellationException;

/// Tells those who measure that nobody waits any longer. Thread-safe.
public final class Cancellation {
    private volatile boolean cancelled;

    public void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /// @throws CancellationException once cancelled
    void check() {
        if (cancelled) {
            throw new CancellationException("cancelled");
        }
    }
}
