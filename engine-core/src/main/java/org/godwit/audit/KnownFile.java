package org.godwit.audit;

import org.godwit.model.ReplicaState;

/// A replica as the catalogue had it when an audit began.
///
/// @param path key of its path, as [PathOrder] makes it
@SuppressWarnings("ArrayRecordComponent") // made once, compared by content where that matters
public record KnownFile(byte[] path, long did, long bytes, long generation, ReplicaState state) {
    /// Whether the file must be there: it is neither on its way in nor out, nor known to be bad.
    boolean isExpected() {
        return switch (state) {
            case AVAILABLE, UNAVAILABLE, TEMPORARY_UNAVAILABLE -> true;
            case COPYING, BEING_DELETED, BAD -> false;
        };
    }
}
