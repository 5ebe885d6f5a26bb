package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.List;
import org.godwit.model.MoveKind;
import org.godwit.model.RuleId;

/// A plan to move copies between RSEs that nobody has carried out yet.
///
/// @param rses the RSE to be emptied, or those to be balanced
/// @param storageGone whether the storage of the RSE is lost
/// @param account who planned it
/// @param report what was found, as JSON
/// @param targets where copies are to be instead
/// @param files replicas at the RSE when it was planned, which may all be deleted
public record MovePlanRow(
        MoveKind kind,
        List<Integer> rses,
        boolean storageGone,
        int account,
        String report,
        List<MoveTarget> targets,
        long files,
        Instant createdAt) {
    public MovePlanRow {
        rses = List.copyOf(rses);
        targets = List.copyOf(targets);
    }

    /// Where the files of a group are to be.
    ///
    /// @param did the group: a collection, or a file by itself
    /// @param before the RSEs that they are at
    /// @param rses the RSEs that they are to be at instead
    public record MoveTarget(RuleId rule, long did, List<Integer> before, List<Integer> rses) {
        public MoveTarget {
            before = List.copyOf(before);
            rses = List.copyOf(rses);
        }
    }
}
