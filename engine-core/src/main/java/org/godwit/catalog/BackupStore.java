package org.godwit.catalog;

import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;

/// Where backups of a catalogue go while it is used. One thread at a time.
public interface BackupStore {
    /// A backup.
    ///
    /// @param id counts the backups of the place from 1
    /// @param bytes of all of its files, those shared with other backups included
    /// @param index of the last change set that it holds at least
    record Backup(int id, Instant takenAt, long bytes, long index) {}

    /// Adds one; only what no earlier backup has is copied. One that is not finished, since the
    /// process ends, leaves the earlier ones whole, and goes with the next. The oldest beyond those
    /// to be kept go when it is.
    Backup make();

    /// The backups there, oldest first.
    List<Backup> list();

    /// Reads all files of a backup and compares their checksums with those of what was copied.
    ///
    /// @param bytes hears how many bytes were read so far
    /// @throws org.godwit.runtime.EngineException `CATALOG_CORRUPT` that names the damaged file
    void verify(int id, LongConsumer bytes);
}
