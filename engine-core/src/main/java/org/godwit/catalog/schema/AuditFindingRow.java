package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;
import org.godwit.model.AuditKind;
import org.godwit.model.SettlementState;

/// What an audit has found at a path.
///
/// @param generation of the replica that the catalogue had; 0 for none
/// @param bytesKnown its size in the catalogue
/// @param bytesFound size of the file; -1 where it is not known
/// @param modified when the file was changed last, where that is known
/// @param note what became of it, in one line
public record AuditFindingRow(
        AuditKind kind,
        long generation,
        long bytesKnown,
        long bytesFound,
        Optional<Instant> modified,
        SettlementState state,
        String note) {
    /// The same in another state.
    public AuditFindingRow in(SettlementState newState, String newNote) {
        return new AuditFindingRow(
                kind, generation, bytesKnown, bytesFound, modified, newState, newNote);
    }
}
