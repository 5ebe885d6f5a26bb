package org.godwit.it.sim;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What happens in a schedule, one line an event, for people and for comparing two runs. Lines are
/// only made where somebody wants them.
final class Trace {
    /// Makes the trace of a schedule once its clock is there.
    interface Maker {
        Trace make(SimClock clock);
    }

    private final SimClock clock;
    private final boolean hashed;
    private final @Nullable Consumer<String> listener;
    private long hash = 0xcbf29ce484222325L;

    /// @param hashed whether to compute [#hash]
    /// @param listener who reads the lines, or null
    Trace(SimClock clock, boolean hashed, @Nullable Consumer<String> listener) {
        this.clock = clock;
        this.hashed = hashed;
        this.listener = listener;
    }

    void line(Supplier<String> text) {
        if (!hashed && listener == null) {
            return;
        }
        String line = time() + " " + text.get();
        if (hashed) {
            for (int i = 0; i < line.length(); i++) {
                hash = (hash ^ line.charAt(i)) * 0x100000001b3L;
            }
        }
        if (listener != null) {
            listener.accept(line);
        }
    }

    /// A hash of all lines.
    long hash() {
        return hash;
    }

    /// The time of the schedule.
    String time() {
        long millis = clock.nanoTime() / 1_000_000;
        return "%02d:%02d:%02d.%03d"
                .formatted(
                        millis / 3_600_000,
                        millis / 60_000 % 60,
                        millis / 1_000 % 60,
                        millis % 1_000);
    }
}
