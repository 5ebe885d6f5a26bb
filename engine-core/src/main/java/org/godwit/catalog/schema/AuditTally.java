package org.godwit.catalog.schema;

/// What an audit has counted.
///
/// @param known replicas that the catalogue had at the RSE when it began
/// @param listed files that the storage has
/// @param lastCopies of the lost ones, those of which there is no other available copy
/// @param unchecked replicas below what could not be listed
/// @param problems what could not be listed
/// @param untold findings that were counted and not kept
public record AuditTally(
        Count known,
        Count listed,
        Count lost,
        Count dark,
        Count wrongSize,
        long lastCopies,
        long unchecked,
        long problems,
        long untold) {
    /// Of an audit that has just begun.
    public static final AuditTally NONE =
            new AuditTally(Count.ZERO, Count.ZERO, Count.ZERO, Count.ZERO, Count.ZERO, 0, 0, 0, 0);

    /// Whether storage and catalogue agree.
    public boolean clean() {
        return lost.items() + dark.items() + wrongSize.items() + unchecked + untold == 0;
    }
}
