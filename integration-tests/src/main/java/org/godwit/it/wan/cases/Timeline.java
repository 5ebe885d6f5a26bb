package org.godwit.it.wan.cases;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.godwit.it.wan.agents.AgentReport;
import org.godwit.runtime.EngineClock;

/// How many bytes a destination had written at which second, as its reports came in. Goes on where
/// a submission is given again. Thread-safe.
final class Timeline {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final EngineClock clock;
    private final long startNanos;
    private final List<Statistics.Point> points = new ArrayList<>();
    private double before;

    Timeline(EngineClock clock) {
        this.clock = clock;
        this.startNanos = clock.nanoTime();
        points.add(new Statistics.Point(0, 0));
    }

    /// Seconds since this timeline was made.
    double now() {
        return (clock.nanoTime() - startNanos) / 1e9;
    }

    synchronized void add(AgentReport.Progress report) {
        points.add(new Statistics.Point(now(), before + report.bytesWritten()));
    }

    /// What follows counts from zero again.
    synchronized void restart() {
        before = points.getLast().y();
    }

    /// Bytes written so far.
    synchronized double bytes() {
        return points.getLast().y();
    }

    /// Waits until so many bytes are written.
    ///
    /// @throws IllegalStateException after `timeMax`
    void await(double bytes, Duration timeMax) throws InterruptedException {
        double deadline = now() + timeMax.toNanos() / 1e9;
        while (bytes() < bytes) {
            if (now() > deadline) {
                throw new IllegalStateException(
                        "only %.0f of %.0f bytes written in %s".formatted(bytes(), bytes, timeMax));
            }
            clock.sleep(LOOK_EVERY);
        }
    }

    /// Bytes a second between two moments.
    synchronized double rate(double from, double to) {
        return (at(to) - at(from)) / (to - from);
    }

    private double at(double time) {
        Statistics.Point last = points.getFirst();
        for (Statistics.Point point : points) {
            if (point.x() >= time) {
                double span = point.x() - last.x();
                double part = span == 0 ? 1 : (time - last.x()) / span;
                return last.y() + part * (point.y() - last.y());
            }
            last = point;
        }
        return last.y();
    }

    /// Seconds from `after` until the first moment from which the mean rate of `window` seconds is
    /// at least `rate` bytes a second; empty where that is not seen.
    synchronized OptionalDouble recovery(double after, double rate, double window) {
        double end = points.getLast().x();
        for (double from = after; from + window <= end; from += LOOK_EVERY.toMillis() / 1e3) {
            if (rate(from, from + window) >= rate) {
                return OptionalDouble.of(from - after);
            }
        }
        return OptionalDouble.empty();
    }
}
