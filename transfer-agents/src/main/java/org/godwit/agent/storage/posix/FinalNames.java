package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.util.List;
import org.godwit.agent.storage.StorageException;

/// Gives complete, durable files their final names, without ever replacing. Thread-safe.
interface FinalNames {
    /// Begins a group; not thread-safe itself.
    Group begin();

    /// Names given together.
    interface Group extends AutoCloseable {
        /// Gives one file its name; its directory is made if missing.
        ///
        /// @throws IOException for which [PosixErrors#isTaken] holds where the name is taken
        void give(HiddenFile file) throws IOException, StorageException;

        /// The directories that must be synced for the names given to be durable.
        List<Touched> touched();

        /// Everything that [#touched] gave was synced.
        void synced();

        @Override
        void close();
    }

    /// A directory whose entries changed.
    ///
    /// @param files those that depend on it
    record Touched(String directory, Durability.Sync sync, List<HiddenFile> files) {}
}
