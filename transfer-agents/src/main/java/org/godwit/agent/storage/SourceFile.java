package org.godwit.agent.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A file open for reading. Thread-safe: several blocks may be read at once.
public interface SourceFile extends Closeable {
    /// Size when it was opened.
    long bytes();

    /// Fills the remaining space of `into` from `offset`.
    ///
    /// @return bytes read, fewer than asked only at the end of the file
    int read(ByteBuffer into, long offset) throws IOException;

    /// Whether size, time of modification and identity are still those at opening.
    boolean unchanged() throws IOException;

    @Override
    void close();
}
