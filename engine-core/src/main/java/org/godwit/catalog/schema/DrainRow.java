package org.godwit.catalog.schema;

import java.time.Instant;
import org.godwit.model.DrainState;

/// An RSE that is being taken out of use, or was.
///
/// @param storageGone whether its storage is lost, so that its copies are given up
/// @param account who began it
/// @param files replicas that were there when it began
/// @param bytes of those
/// @param swept the last file whose replica was looked at by the present sweep
public record DrainRow(
        DrainState state,
        boolean storageGone,
        int account,
        Instant begunAt,
        long files,
        long bytes,
        long swept) {

    /// The same, further along.
    public DrainRow sweptTo(long did) {
        return new DrainRow(state, storageGone, account, begunAt, files, bytes, did);
    }

    /// The same in another state.
    public DrainRow in(DrainState newState) {
        return new DrainRow(newState, storageGone, account, begunAt, files, bytes, 0);
    }
}
