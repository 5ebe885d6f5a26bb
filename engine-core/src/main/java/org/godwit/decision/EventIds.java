package org.godwit.decision;

/// Numbers of events: they grow from change set to change set and within one, with gaps.
public final class EventIds {
    /// Most events of one decision; decisions work in chunks that stay far below.
    private static final int PER_DECISION = 1 << 16;

    private EventIds() {}

    /// A number behind all events of a change set and of those before it.
    public static long behind(long index) {
        return of(index, PER_DECISION - 1);
    }

    /// The number of an event.
    ///
    /// @param index of the change set
    /// @param number within it, from 0
    static long of(long index, int number) {
        if (number >= PER_DECISION) {
            throw new IllegalStateException(
                    "more than " + PER_DECISION + " events of one decision");
        }
        return index * PER_DECISION + number;
    }
}
