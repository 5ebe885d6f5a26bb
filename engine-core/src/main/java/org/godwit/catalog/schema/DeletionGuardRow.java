package org.godwit.catalog.schema;

import java.time.Instant;

/// How much was lately set apart for deletion at an RSE, so that a mistake shows before all is
/// gone.
///
/// @param begun when the present hour of counting began
/// @param files set apart since then
/// @param limit of files in that hour, by the RSE's size when it began
/// @param confirmed files that somebody has allowed beyond the limit, not used yet
/// @param held whether more would have been set apart
public record DeletionGuardRow(
        Instant begun, long files, long limit, long confirmed, boolean held) {

    /// How many may be set apart now.
    public long room() {
        return Math.max(0, limit - files) + confirmed;
    }

    /// The same after more were set apart.
    public DeletionGuardRow with(long more, boolean nowHeld) {
        long beyond = Math.max(0, files + more - Math.max(limit, files));
        return new DeletionGuardRow(
                begun, files + more, limit, Math.max(0, confirmed - beyond), nowHeld);
    }

    /// The same with more allowed.
    public DeletionGuardRow confirming(long more) {
        return new DeletionGuardRow(begun, files, limit, more, false);
    }
}
