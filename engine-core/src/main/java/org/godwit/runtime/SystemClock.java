package org.godwit.runtime;

import java.time.Duration;
import java.time.Instant;

/// The machine's own clock.
enum SystemClock implements EngineClock {
    INSTANCE;

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }
}
