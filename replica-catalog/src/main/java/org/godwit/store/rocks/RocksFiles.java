package org.godwit.store.rocks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.schema.CatalogHead;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.BackupInfo;
import org.rocksdb.Checkpoint;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// Copies of a database and the soundness of its files. Thread-safe; the catalogue may be written
/// meanwhile.
public final class RocksFiles {
    private static final String READER = "copy";

    private RocksFiles() {}

    /// Makes a consistent copy in a directory that must not exist yet; on the same file system most
    /// of it is hard links. The copy is a catalogue of its own.
    public static void checkpoint(RocksStore store, Path copy) {
        if (Files.exists(copy)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "cannot make a checkpoint in " + copy + ": it exists, name a new directory");
        }
        store.readers().opened(READER);
        try (Checkpoint checkpoint = Checkpoint.create(store.database())) {
            checkpoint.createCheckpoint(copy.toString());
        } catch (RocksDBException e) {
            throw RocksErrors.failed(copy, "make a checkpoint", e);
        } finally {
            store.readers().released(READER);
        }
    }

    /// Adds a backup to a directory of backups, copying only files that no earlier one has, and
    /// removes all but the newest `keep`.
    public static BackupSummary backup(RocksStore store, Path backups, int keep) {
        if (keep < 1) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "cannot keep " + keep + " backups: keep 1 or more");
        }
        RocksStore.makeDirectory(backups);
        long index = store.head().map(CatalogHead::index).orElse(0L);
        store.readers().opened(READER);
        try (BackupEngineOptions options = new BackupEngineOptions(backups.toString());
                BackupEngine engine = BackupEngine.open(Env.getDefault(), options)) {
            engine.createNewBackupWithMetadata(store.database(), Long.toString(index), true);
            engine.purgeOldBackups(keep);
            return engine.getBackupInfo().stream()
                    .map(RocksFiles::summary)
                    .max(Comparator.comparingInt(BackupSummary::id))
                    .orElseThrow();
        } catch (RocksDBException e) {
            throw RocksErrors.failed(backups, "make a backup", e);
        } finally {
            store.readers().released(READER);
        }
    }

    /// The backups in a directory, oldest first.
    public static List<BackupSummary> backups(Path backups) {
        requireDirectory(backups);
        RocksDB.loadLibrary();
        try (BackupEngineOptions options = new BackupEngineOptions(backups.toString());
                BackupEngine engine = BackupEngine.open(Env.getDefault(), options)) {
            return engine.getBackupInfo().stream()
                    .map(RocksFiles::summary)
                    .sorted(Comparator.comparingInt(BackupSummary::id))
                    .toList();
        } catch (RocksDBException e) {
            throw RocksErrors.failed(backups, "list backups", e);
        }
    }

    /// Writes the files of a backup into a directory; each file's checksum is compared.
    public static void restore(Path backups, int id, Path directory) {
        requireDirectory(backups);
        RocksDB.loadLibrary();
        RocksStore.makeDirectory(directory);
        try (BackupEngineOptions options = new BackupEngineOptions(backups.toString());
                BackupEngine engine = BackupEngine.open(Env.getDefault(), options);
                RestoreOptions restore = new RestoreOptions(false)) {
            engine.restoreDbFromBackup(id, directory.toString(), directory.toString(), restore);
        } catch (RocksDBException e) {
            throw RocksErrors.failed(backups, "restore backup " + id, e);
        }
    }

    private static void requireDirectory(Path backups) {
        if (!Files.isDirectory(backups)) {
            throw new EngineException(
                    ErrorCode.NOT_FOUND,
                    "there are no backups in " + backups + ": name the directory that holds them");
        }
    }

    private static BackupSummary summary(BackupInfo info) {
        String index = info.appMetadata();
        return new BackupSummary(
                info.backupId(),
                Instant.ofEpochSecond(info.timestamp()),
                info.size(),
                index == null || index.isEmpty() ? 0 : Long.parseLong(index));
    }
}
