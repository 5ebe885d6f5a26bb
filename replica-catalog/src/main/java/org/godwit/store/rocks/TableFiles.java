package org.godwit.store.rocks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.DamagedFile;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.Status;

/// The table files of a database and their soundness. Thread-safe; the catalogue may be written
/// meanwhile.
public final class TableFiles {
    private static final String READER = "verification";

    private TableFiles() {}

    /// A table file.
    ///
    /// @param table whose rows it holds
    public record TableFile(String table, Path path, long bytes) {
        /// Its name in the catalogue's directory.
        public String name() {
            return String.valueOf(path.getFileName());
        }
    }

    /// The files that hold rows now, oldest first. Compactions replace them.
    public static List<TableFile> list(RocksStore store) {
        store.readers().opened(READER);
        try {
            return store.database().getLiveFilesMetaData().stream()
                    .map(file -> file(store, file))
                    .sorted(Comparator.comparing(TableFile::name))
                    .toList();
        } finally {
            store.readers().released(READER);
        }
    }

    private static TableFile file(RocksStore store, LiveFileMetaData file) {
        String name = Path.of("/" + file.fileName()).getFileName().toString();
        return new TableFile(
                new String(file.columnFamilyName(), StandardCharsets.UTF_8),
                store.directory().resolve(name),
                file.size());
    }

    /// Reads every block of a file from the disk and compares its checksum. A file that a
    /// compaction has removed meanwhile is no damage.
    ///
    /// Fails with `STORAGE_ERROR` if the disk does.
    public static Optional<DamagedFile> verify(RocksStore store, TableFile file) {
        store.readers().opened(READER);
        try (Options options = new Options();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.path().toString());
            reader.verifyChecksum();
            return Optional.empty();
        } catch (RocksDBException e) {
            return failed(store, file, e);
        } finally {
            store.readers().released(READER);
        }
    }

    private static Optional<DamagedFile> failed(
            RocksStore store, TableFile file, RocksDBException e) {
        if (!Files.exists(file.path()) && !list(store).contains(file)) {
            return Optional.empty();
        }
        // A flipped bit in the footer or in an index may also make sense as something unsupported.
        boolean disk = e.getStatus() != null && e.getStatus().getCode() == Status.Code.IOError;
        if (disk && Files.exists(file.path())) {
            throw RocksErrors.failed(store.directory(), "verify " + file.name(), e);
        }
        return Optional.of(new DamagedFile(file.table(), file.name(), RocksErrors.oneLine(e)));
    }
}
