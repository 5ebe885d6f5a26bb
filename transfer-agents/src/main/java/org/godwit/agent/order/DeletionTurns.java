package org.godwit.agent.order;

import org.godwit.model.Epoch;

/// Which messages of removals an agent carries out: each once, one after the other, and none that
/// was given before the last one. What arrives late, twice or out of order is passed over; the
/// engine gives again what it has not heard of. Not thread-safe.
public final class DeletionTurns {
    private Epoch epoch = new Epoch(0, 0);
    private long sequence;

    /// Whether a message may be carried out now; if so, no earlier one will be.
    ///
    /// @param given the epoch of the message, which the agent has obeyed
    /// @param number its sequence
    public boolean take(Epoch given, long number) {
        int order = given.compareTo(epoch);
        if (order < 0 || (order == 0 && number <= sequence)) {
            return false;
        }
        epoch = given;
        sequence = number;
        return true;
    }
}
