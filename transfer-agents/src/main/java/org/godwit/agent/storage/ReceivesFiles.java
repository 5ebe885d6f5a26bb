package org.godwit.agent.storage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The capability of a storage to take new files. Thread-safe; blocks.
public interface ReceivesFiles {
    /// Begins, or resumes, to receive a file at a hidden place on the same filesystem.
    ///
    /// @throws StorageException NO_SPACE with the bytes needed and free, BUSY where this file is
    ///   being received already, IO
    IncomingFile receive(IncomingSpec spec) throws StorageException;

    /// Makes complete, verified files durable and gives them their final names, which must be free.
    /// One group costs one wait for the disk, whatever its size. When this returns, what it reports
    /// as committed survives a power cut; every file is closed.
    ///
    /// @return for each file, in order, nothing if it was committed, or why not (EXISTS: the name
    ///   was taken meanwhile)
    List<Optional<StorageException>> commit(List<? extends IncomingFile> files);

    /// Moves a file away from its name to Godwit's own directory, durably and whole: it was
    /// declared bad, and another one is to have its name.
    ///
    /// @return where it is now, for people
    /// @throws StorageException NOT_FOUND, REFUSED where the path leads out of the root, IO
    String setAside(StoragePath path) throws StorageException;

    /// Removes what was left behind by transfers that nobody has resumed for `age`.
    ///
    /// @return how many were removed
    int sweep(Duration age) throws StorageException;

    /// What is to be received.
    ///
    /// @param key names the hidden file, from DID id and replica generation, never from a user's
    ///   name
    /// @param path final name
    /// @param blockBytes unit of resume; part of the journal's identity
    record IncomingSpec(
            String key, StoragePath path, long didId, long bytes, int adler32, int blockBytes) {
        public IncomingSpec {
            if (!key.matches("[0-9a-z-]{1,80}") || bytes < 0 || blockBytes < 1) {
                throw new IllegalArgumentException(
                        "incoming file " + key + " of " + bytes + " bytes");
            }
            if ((bytes + blockBytes - 1) / blockBytes > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        bytes + " bytes are too many blocks of " + blockBytes);
            }
        }

        public int blocks() {
            return (int) ((bytes + blockBytes - 1) / blockBytes);
        }

        public long offset(int block) {
            return (long) block * blockBytes;
        }

        public int length(int block) {
            return (int) Math.min(blockBytes, bytes - offset(block));
        }
    }
}
