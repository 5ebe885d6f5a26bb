package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;
import org.godwit.model.FailureClass;

/// A replica that is BEING_DELETED, from its reservation to the agent's word that it is gone.
///
/// @param generation of the replica while it is being deleted
/// @param good whether it was a good copy when it was reserved
/// @param purge whether it is not to be kept in the trash
/// @param due when something is to be done about it (again)
/// @param agent that was ordered to remove it; absent before the first order, and only until then
///   may the replica be taken back
/// @param agentIncarnation of that agent; 0 before the first order
/// @param sequence of the last order, the index of the change set that gave it; 0 before the first
/// @param reason why it was not removed yet, in one line; empty if nothing has failed
public record DeletionRow(
        long generation,
        boolean good,
        boolean purge,
        Instant since,
        Instant due,
        Optional<String> agent,
        long agentIncarnation,
        long sequence,
        int failures,
        Optional<FailureClass> failure,
        String reason) {

    /// A replica set apart now.
    public static DeletionRow reserved(long generation, boolean good, boolean purge, Instant now) {
        return new DeletionRow(
                generation, good, purge, now, now, Optional.empty(), 0, 0, 0, Optional.empty(), "");
    }

    /// The same, to be looked at later.
    public DeletionRow waiting(Instant later, String why) {
        return new DeletionRow(
                generation,
                good,
                purge,
                since,
                later,
                agent,
                agentIncarnation,
                sequence,
                failures,
                failure,
                why);
    }

    /// The same, ordered from an agent.
    public DeletionRow ordered(String by, long incarnation, long number, Instant again) {
        return new DeletionRow(
                generation,
                good,
                purge,
                since,
                again,
                Optional.of(by),
                incarnation,
                number,
                failures,
                failure,
                reason);
    }

    /// The same, after the agent could not remove it.
    public DeletionRow failed(FailureClass what, String why, Instant again) {
        return new DeletionRow(
                generation,
                good,
                purge,
                since,
                again,
                agent,
                agentIncarnation,
                sequence,
                failures + 1,
                Optional.of(what),
                why);
    }
}
