package org.godwit.agent.storage.posix;

import java.io.IOException;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.StorageException;

/// A file that users do not see yet, as the commit knows it.
sealed interface HiddenFile extends IncomingFile permits PosixIncomingFile, OneBlockFile {
    /// Sees to it that it exists, be it empty.
    void complete() throws IOException, StorageException;

    /// Makes data and size durable.
    void force() throws IOException;
}
