package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;
import org.godwit.model.ReplicaState;

/// A file at an RSE.
///
/// @param generation grows whenever a replica of this file is made anew at this RSE
/// @param path within the RSE; absent where it follows from the name, which then is not stored
///   again
/// @param tombstone the time from which it may be deleted; absent while a rule holds it
public record ReplicaRow(
        ReplicaState state,
        long generation,
        long bytes,
        Optional<String> path,
        int account,
        Instant createdAt,
        Optional<Instant> tombstone) {

    /// A replica that is there, which nothing keeps from being used.
    public static ReplicaRow available(
            long generation, long bytes, Optional<String> path, int account, Instant createdAt) {
        return new ReplicaRow(
                ReplicaState.AVAILABLE,
                generation,
                bytes,
                path,
                account,
                createdAt,
                Optional.empty());
    }

    /// This replica with another tombstone.
    public ReplicaRow withTombstone(Optional<Instant> time) {
        return new ReplicaRow(state, generation, bytes, path, account, createdAt, time);
    }

    /// This replica with its path stored or not.
    public ReplicaRow withPath(Optional<String> newPath) {
        return new ReplicaRow(state, generation, bytes, newPath, account, createdAt, tombstone);
    }

    /// This replica, set apart to be deleted.
    public ReplicaRow beingDeleted(long newGeneration) {
        return new ReplicaRow(
                ReplicaState.BEING_DELETED,
                newGeneration,
                bytes,
                path,
                account,
                createdAt,
                Optional.empty());
    }

    /// This replica in another state.
    public ReplicaRow withState(ReplicaState newState) {
        return new ReplicaRow(newState, generation, bytes, path, account, createdAt, tombstone);
    }
}
