package org.godwit.audit;

import java.time.Instant;
import java.util.Optional;

/// What a list of a storage's files says.
///
/// @param path key of its path, as [PathOrder] makes it
/// @param bytes -1 where the list does not say
/// @param listed false for what could not be listed: nothing is known of it, nor of what lies below
@SuppressWarnings("ArrayRecordComponent") // made once, compared by content where that matters
public record SeenFile(byte[] path, long bytes, Optional<Instant> modified, boolean listed) {
    /// A file of which the list does not say when it was changed.
    public static SeenFile of(String path, long bytes) {
        return new SeenFile(PathOrder.key(path), bytes, Optional.empty(), true);
    }

    /// A file of this time.
    public static SeenFile of(String path, long bytes, Instant modified) {
        return new SeenFile(PathOrder.key(path), bytes, Optional.of(modified), true);
    }

    /// Something that could not be listed.
    public static SeenFile problem(String path) {
        return new SeenFile(PathOrder.key(path), -1, Optional.empty(), false);
    }
}
