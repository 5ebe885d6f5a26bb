package org.godwit.it.sim;

import java.time.Duration;
import java.time.Instant;
import org.godwit.runtime.EngineClock;

/// Virtual time. It stands still while an event is carried out. Confined to one schedule's thread.
final class SimClock implements EngineClock {
    /// When every simulated day begins.
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private long nanos;

    /// Time since the schedule began.
    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant now() {
        return START.plusNanos(nanos);
    }

    @Override
    public void sleep(Duration time) {
        throw new UnsupportedOperationException("a decision must not wait");
    }

    /// A clock that runs as this one does but shows another time of day.
    EngineClock wrongBy(Duration offset) {
        SimClock right = this;
        return new EngineClock() {
            @Override
            public Instant now() {
                return right.now().plus(offset);
            }

            @Override
            public long nanoTime() {
                return right.nanoTime();
            }

            @Override
            public void sleep(Duration time) {
                right.sleep(time);
            }
        };
    }

    /// A clock whose intervals all last no time.
    EngineClock stopped() {
        SimClock right = this;
        return new EngineClock() {
            @Override
            public Instant now() {
                return right.now();
            }

            @Override
            public long nanoTime() {
                return Long.MIN_VALUE / 2;
            }

            @Override
            public void sleep(Duration time) {
                right.sleep(time);
            }
        };
    }

    void moveTo(long newNanos) {
        nanos = newNanos;
    }
}
