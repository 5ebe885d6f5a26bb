package org.godwit.runtime;

import java.time.Duration;
import java.time.Instant;

/// The one source of time. Production code uses [#system()]; the simulator and tests move a clock
/// by hand. Implementations are thread-safe.
///
/// No wall clock decides safety: [#now()] is for display, expiry and schedules, intervals are
/// measured with [#nanoTime()].
public interface EngineClock {
    /// Wall-clock time in whole milliseconds, as the catalogue keeps times; it may jump.
    Instant now();

    /// Monotonic nanoseconds from an arbitrary origin, for intervals only.
    long nanoTime();

    /// Waits for at least `time`, or until interrupted.
    void sleep(Duration time) throws InterruptedException;

    /// The clock of this machine.
    static EngineClock system() {
        return SystemClock.INSTANCE;
    }
}
