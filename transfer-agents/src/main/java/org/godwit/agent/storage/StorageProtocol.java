package org.godwit.agent.storage;

import java.util.Optional;

/// A storage behind an RSE, as an agent sees it. Implementations are thread-safe, and block: they
/// are called on disk executors only. What a storage can do beyond reading it says by the optional
/// capability [#receiver()].
public interface StorageProtocol extends AutoCloseable {
    /// Opens a regular file for reading.
    ///
    /// @throws StorageException NOT_FOUND, REFUSED where the path leads out of the root, IO
    SourceFile open(StoragePath path) throws StorageException;

    /// Facts of a regular file; empty where nothing has this name.
    ///
    /// @throws StorageException REFUSED where the name is taken by something else than a file
    Optional<StoredFile> find(StoragePath path) throws StorageException;

    /// Shows all regular files below a directory, or below the root, in the order of their names,
    /// until the visitor has enough. Godwit's own directory is left out, links are not followed.
    void walk(Optional<StoragePath> under, Visitor visitor) throws StorageException;

    SpaceReport space() throws StorageException;

    /// The capability to take new files; empty for a read-only storage, which is never written to.
    Optional<ReceivesFiles> receiver();

    /// The capability to remove files; empty for a read-only storage.
    default Optional<RemovesFiles> remover() {
        return Optional.empty();
    }

    @Override
    void close();

    /// Sees files one by one.
    interface Visitor {
        /// Shows the next file.
        ///
        /// @return whether to go on
        boolean file(StoredFile file) throws StorageException;

        /// Something there that cannot be a file of Godwit's: said, not silently skipped.
        void skipped(String path, String why);
    }
}
