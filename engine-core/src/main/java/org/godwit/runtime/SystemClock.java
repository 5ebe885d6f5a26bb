package org.godwit.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The machine's own clock.
enum SystemClock implements EngineClock {
    INSTANCE;

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
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
