package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.file.FileStore;
import org.godwit.agent.storage.SpaceReport;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;

/// Space promised to running transfers, so that two do not both count on the same free bytes.
/// Thread-safe.
final class SpaceLedger {
    private final FileStore store;
    private long reserved;

    SpaceLedger(FileStore store) {
        this.store = store;
    }

    synchronized void reserve(long bytes, String what) throws StorageException {
        SpaceReport space = report();
        if (bytes > space.free()) {
            throw new StorageException(
                    Kind.NO_SPACE,
                    "%s needs %d bytes, but only %d are free (%d more are reserved by running transfers): free space there"
                            .formatted(what, bytes, Math.max(0, space.free()), space.reserved()));
        }
        reserved += bytes;
    }

    /// These bytes were written, and so left the filesystem's free space, or are no longer wanted.
    synchronized void settle(long bytes) {
        reserved -= bytes;
    }

    synchronized SpaceReport report() throws StorageException {
        try {
            return new SpaceReport(
                    store.getTotalSpace(), store.getUsableSpace() - reserved, reserved);
        } catch (IOException e) {
            throw PosixErrors.of("space of the storage", e);
        }
    }
}
