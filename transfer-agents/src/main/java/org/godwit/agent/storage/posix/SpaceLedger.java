package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.file.FileStore;
import java.time.Duration;
import org.godwit.agent.storage.SpaceReport;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.godwit.runtime.EngineClock;

/// Space promised to running transfers, so that two do not both count on the same free bytes. The
/// filesystem is asked at most every 50 ms, and before anything is refused. Thread-safe.
final class SpaceLedger {
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(50).toNanos();

    private final FileStore store;
    private final EngineClock clock;
    private long total;
    private long usable;
    private long lookedNanos;
    private boolean looked;

    /// Promised and not written yet.
    private long reserved;

    /// The part of `reserved` that the filesystem has handed over already.
    private long allocated;

    /// Written since the filesystem was asked, and not allocated before.
    private long writtenSinceLook;

    SpaceLedger(FileStore store, EngineClock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// One transfer's promise. Thread-safe.
    final class Reservation implements AutoCloseable {
        private long left;
        private long allocatedLeft;

        private Reservation(long bytes) {
            this.left = bytes;
        }

        /// The filesystem has handed over all that is left of it.
        void allocated() {
            synchronized (SpaceLedger.this) {
                allocated += left - allocatedLeft;
                allocatedLeft = left;
                // What the filesystem said last is from before.
                looked = false;
            }
        }

        /// These bytes were written.
        void written(long bytes) {
            synchronized (SpaceLedger.this) {
                long taken = Math.min(bytes, left);
                long ofAllocated = Math.min(taken, allocatedLeft);
                writtenSinceLook += taken - ofAllocated;
                take(taken, ofAllocated);
            }
        }

        private void take(long taken, long ofAllocated) {
            left -= taken;
            allocatedLeft -= ofAllocated;
            reserved -= taken;
            allocated -= ofAllocated;
        }

        long left() {
            synchronized (SpaceLedger.this) {
                return left;
            }
        }

        /// What is left of it is no longer wanted. May be called twice.
        @Override
        public void close() {
            synchronized (SpaceLedger.this) {
                take(left, allocatedLeft);
            }
        }
    }

    /// Promises bytes.
    ///
    /// @throws StorageException NO_SPACE
    synchronized Reservation reserve(long bytes, String what) throws StorageException {
        boolean old = !looked || clock.nanoTime() - lookedNanos > LOOK_EVERY_NANOS;
        if (old || bytes > free()) {
            look();
        }
        if (bytes > free()) {
            throw new StorageException(
                    Kind.NO_SPACE,
                    "%s needs %d bytes, but only %d are free (%d more are reserved by running transfers): free space there"
                            .formatted(what, bytes, Math.max(0, free()), reserved));
        }
        reserved += bytes;
        return new Reservation(bytes);
    }

    private long free() {
        return usable - writtenSinceLook - (reserved - allocated);
    }

    private void look() throws StorageException {
        try {
            total = store.getTotalSpace();
            usable = store.getUsableSpace();
        } catch (IOException e) {
            throw PosixErrors.of("space of the storage", e);
        }
        lookedNanos = clock.nanoTime();
        looked = true;
        writtenSinceLook = 0;
    }

    synchronized SpaceReport report() throws StorageException {
        look();
        return new SpaceReport(total, free(), reserved);
    }
}
