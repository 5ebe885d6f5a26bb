package org.godwit.store.maintenance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.godwit.catalog.BackupStore;
import org.godwit.store.RocksCatalog;
import org.godwit.store.rocks.BackupFiles;
import org.godwit.store.rocks.BackupSummary;
import org.godwit.store.rocks.RocksFiles;

/// The backups that a running engine makes of its catalogue in one directory.
///
/// @param keep how many of the newest stay
public record EngineBackups(RocksCatalog catalog, Path directory, int keep) implements BackupStore {
    @Override
    public Backup make() {
        return backup(catalog.backup(directory, keep));
    }

    @Override
    public List<Backup> list() {
        return Files.isDirectory(directory)
                ? RocksFiles.backups(directory).stream().map(EngineBackups::backup).toList()
                : List.of();
    }

    @Override
    public void verify(int id, LongConsumer bytes) {
        BackupFiles.verify(directory, id, bytes);
    }

    private static Backup backup(BackupSummary summary) {
        return new Backup(summary.id(), summary.takenAt(), summary.bytes(), summary.index());
    }
}
