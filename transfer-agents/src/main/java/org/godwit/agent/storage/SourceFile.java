package org.godwit.agent.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/// A file open for reading. Thread-safe: several blocks may be read at once.
public interface SourceFile extends Closeable {
    /// Size when it was opened.
    long bytes();

    /// Fills the remaining space of `into` from `offset`.
    ///
    /// @return bytes read, fewer than asked only at the end of the file
    int read(ByteBuffer into, long offset) throws IOException;

    /// The file as the kernel can send these bytes from it by itself and at once, since they lie in
    /// its page cache; empty where they do not, or where it cannot. Open as long as this is; the
    /// channel's own position means nothing.
    Optional<FileChannel> sendable(long offset, int bytes) throws IOException;

    /// Whether size, time of modification and identity are still those at opening.
    boolean unchanged() throws IOException;

    @Override
    void close();
}
