package org.godwit.catalog.schema;

import java.time.Instant;

/// A DID that somebody has erased: it goes at a time, and may be taken back until then.
///
/// @param files below it when it was erased, each counted once for every place
public record ErasureRow(Instant due, int account, Instant erasedAt, long files, long bytes) {
    /// The same, at a later time.
    public ErasureRow later(Instant time) {
        return new ErasureRow(time, account, erasedAt, files, bytes);
    }
}
