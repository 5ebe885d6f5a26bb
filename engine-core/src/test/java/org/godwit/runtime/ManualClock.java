package org.godwit.runtime;

import java.time.Duration;
import java.time.Instant;

/// A clock that moves only when told. Thread-safe; [#sleep] advances it instead of waiting.
public final class ManualClock implements EngineClock {
    private Instant now;
    private long nanos;

    public ManualClock(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public void sleep(Duration time) {
        advance(time);
    }

    /// Moves the clock forward.
    public synchronized void advance(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }
}
