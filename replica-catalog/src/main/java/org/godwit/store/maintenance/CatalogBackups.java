package org.godwit.store.maintenance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import org.godwit.catalog.RestoredHead;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.rocks.BackupFiles;
import org.godwit.store.rocks.BackupSummary;
import org.godwit.store.rocks.CatalogOptions;
import org.godwit.store.rocks.RocksFiles;
import org.godwit.store.rocks.RocksStore;
import org.godwit.store.schema.CatalogHead;

/// Backups made by [org.godwit.store.RocksCatalog#backup].
public final class CatalogBackups {
    private CatalogBackups() {}

    /// The backups in a directory, oldest first; [ErrorCode#NOT_FOUND] if it does not exist.
    public static List<BackupSummary> list(Path backups) {
        return RocksFiles.backups(backups);
    }

    /// Reads all files of a backup, the newest if no id is given, and compares their checksums with
    /// those of what was copied.
    ///
    /// @param bytes hears how many bytes were read so far
    /// @throws EngineException `CATALOG_CORRUPT` that names the damaged file
    public static BackupSummary verify(Path backups, OptionalInt id, LongConsumer bytes) {
        BackupSummary backup = find(backups, id);
        BackupFiles.verify(backups, backup.id(), bytes);
        return backup;
    }

    /// Makes a catalogue from a backup, the newest if no id is given, in a directory that must be
    /// empty or not exist.
    ///
    /// The catalogue gets a new incarnation and a higher index, above those of the backup and those
    /// that other restores may have given ([RestoredHead]). Agents refuse the incarnation if they
    /// have obeyed a higher one.
    public static BackupSummary restore(
            Path backups, OptionalInt id, Path directory, EngineClock clock) {
        BackupSummary backup = find(backups, id);
        requireEmpty(directory);
        // Only a catalogue with its new incarnation may stand at the final name.
        Path staging = directory.resolveSibling(directory.getFileName() + ".restoring");
        RocksFiles.restore(backups, backup.id(), staging);
        try (RocksStore store = RocksStore.open(staging, CatalogOptions.DEFAULT)) {
            store.head()
                    .ifPresent(head -> {
                        store.write(List.of(), incarnated(head, clock));
                        store.syncLog();
                    });
        }
        rename(staging, directory);
        return backup;
    }

    private static void rename(Path staging, Path directory) {
        try {
            Files.move(staging, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "cannot rename "
                            + staging
                            + " to "
                            + directory
                            + " ("
                            + e
                            + "): rename it yourself, it is complete",
                    e);
        }
    }

    private static CatalogHead incarnated(CatalogHead head, EngineClock clock) {
        RestoredHead restored = RestoredHead.of(head.index(), head.epoch(), clock.now());
        return new CatalogHead(
                restored.index(), restored.epoch(), head.schemaVersion(), head.time());
    }

    private static BackupSummary find(Path backups, OptionalInt id) {
        List<BackupSummary> all = RocksFiles.backups(backups);
        if (all.isEmpty()) {
            throw new EngineException(
                    ErrorCode.NOT_FOUND,
                    "there are no backups in " + backups + ": name the directory that holds them");
        }
        int wanted = id.orElse(all.getLast().id());
        return all.stream()
                .filter(backup -> backup.id() == wanted)
                .findFirst()
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.NOT_FOUND,
                                "there is no backup "
                                        + wanted
                                        + " in "
                                        + backups
                                        + ": choose one of "
                                        + all.stream().map(BackupSummary::id).toList()));
    }

    private static void requireEmpty(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(directory)) {
            if (content.iterator().hasNext()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "cannot restore into "
                                + directory
                                + ": it is not empty, name a new directory");
            }
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "cannot read the directory " + directory + ": " + e,
                    e);
        }
    }
}
