package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Puts blocks into the hidden file of an incoming file. Thread-safe.
interface PartWriter extends AutoCloseable {
    /// Writes all of `payload` at `offset`.
    void write(ByteBuffer payload, long offset) throws IOException;

    /// Takes the space of the whole file at once, so that a full disk is noticed before the first
    /// byte comes.
    ///
    /// @return whether it is taken; false where the filesystem cannot do that
    boolean allocate(long bytes) throws IOException;

    /// Gives back what lies beyond `bytes`.
    void trim(long bytes) throws IOException;

    @Override
    void close();
}
