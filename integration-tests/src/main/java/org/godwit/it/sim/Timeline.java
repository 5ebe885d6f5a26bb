package org.godwit.it.sim;

import java.time.Duration;
import java.util.PriorityQueue;

/// What will happen, by time and then by the order in which it was planned. Confined to one
/// schedule's thread.
final class Timeline {
    private record Event(long nanos, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int order = Long.compare(nanos, other.nanos);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final SimClock clock;
    private long planned;
    private long done;

    Timeline(SimClock clock) {
        this.clock = clock;
    }

    /// Plans an action some time from now.
    void in(Duration delay, Runnable action) {
        inNanos(delay.toNanos(), action);
    }

    /// Plans an action some nanoseconds from now; time never goes back.
    void inNanos(long delay, Runnable action) {
        events.add(new Event(clock.nanoTime() + Math.max(0, delay), planned++, action));
    }

    /// Carries out what happens until a time, and something after each event.
    void runUntil(Duration end, Runnable afterEach) {
        for (Event next = events.peek();
                next != null && next.nanos() <= end.toNanos();
                next = events.peek()) {
            events.remove();
            clock.moveTo(next.nanos());
            next.action().run();
            done++;
            afterEach.run();
        }
        clock.moveTo(end.toNanos());
    }

    /// How many events were carried out.
    long done() {
        return done;
    }
}
