package org.godwit.agent.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The capability of a storage to remove files. Thread-safe; blocks.
public interface RemovesFiles {
    /// Moves files out of the way, to a trash on the same filesystem. When this returns, what it
    /// reports as removed is so after a power cut, too. A name under which nothing lies counts as
    /// removed; a link is never followed, and what is no regular file is refused.
    ///
    /// @return for each file, in order, nothing if it is removed, or why not
    List<Optional<StorageException>> remove(List<Removal> files);

    /// Clears the trash of what need not be kept any longer, [#CLEARED_MAX] files at most.
    ///
    /// @return how many were cleared
    int clearTrash() throws StorageException;

    /// Bytes in the trash.
    long trashBytes();

    /// Files cleared by one call.
    int CLEARED_MAX = 10_000;

    /// A file to remove.
    ///
    /// @param key names it in the trash; from numbers, never from a user's name
    /// @param keepUntil when it may be cleared
    record Removal(String key, StoragePath path, Instant keepUntil) {
        public Removal {
            if (!key.matches("[0-9a-z-]{1,80}")) {
                throw new IllegalArgumentException("key " + key);
            }
        }
    }
}
