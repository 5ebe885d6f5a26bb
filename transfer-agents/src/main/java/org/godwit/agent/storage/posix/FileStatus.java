package org.godwit.agent.storage.posix;

import java.time.Instant;

/// What statx(2) says of a file.
///
/// @param allocatedBytes what it takes on the disk
/// @param device together with `inode` its identity
record FileStatus(
        int mode,
        long bytes,
        long allocatedBytes,
        long inode,
        long device,
        long modifiedSeconds,
        int modifiedNanos) {
    private static final int TYPE = 0xF000;
    private static final int REGULAR = 0x8000;

    boolean isRegularFile() {
        return (mode & TYPE) == REGULAR;
    }

    Instant modified() {
        return Instant.ofEpochSecond(modifiedSeconds, modifiedNanos);
    }

    /// Whether both tell of the same content, as far as one can know without reading it.
    boolean isLike(FileStatus other) {
        return bytes == other.bytes
                && inode == other.inode
                && device == other.device
                && modifiedSeconds == other.modifiedSeconds
                && modifiedNanos == other.modifiedNanos;
    }
}
