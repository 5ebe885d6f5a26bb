package org.godwit.catalog;

import java.time.Instant;
import java.util.List;
import org.godwit.model.Epoch;

/// What one decision changes, all or nothing: the unit of the log. It holds typed puts and deletes
/// of primary rows, indexes and counters alike, never the command that led to them, so that
/// applying it needs no decision.
///
/// @param index counts change sets from 1 without a gap
/// @param epoch of the engine that decided
/// @param schemaVersion of the tables
/// @param time wall clock of the decision, for people
/// @param changes at most one per row
/// @param files rows besides, in files that lie with the storage already; for first loads, which
///   are too large for a batch
public record ChangeSet(
        long index,
        Epoch epoch,
        int schemaVersion,
        Instant time,
        List<Change<?, ?>> changes,
        List<SortedFile> files) {
    public ChangeSet {
        changes = List.copyOf(changes);
        files = List.copyOf(files);
    }

    /// A change set without files.
    public ChangeSet(
            long index, Epoch epoch, int schemaVersion, Instant time, List<Change<?, ?>> changes) {
        this(index, epoch, schemaVersion, time, changes, List.of());
    }
}
