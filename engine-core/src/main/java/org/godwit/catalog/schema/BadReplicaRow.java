package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.List;
import org.godwit.model.BadState;

/// What is known against a replica, kept when it is good again.
///
/// @param reason of the last declaration, in one line
/// @param account that declared it last
/// @param since when the state changed last
/// @param suspicions the last times at which it was declared suspicious, oldest first
public record BadReplicaRow(
        BadState state, String reason, int account, Instant since, List<Instant> suspicions) {
    public BadReplicaRow {
        suspicions = List.copyOf(suspicions);
    }

    /// The same in another state.
    public BadReplicaRow in(BadState newState, Instant now) {
        return new BadReplicaRow(newState, reason, account, now, suspicions);
    }
}
