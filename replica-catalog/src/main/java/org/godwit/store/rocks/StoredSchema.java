package org.godwit.store.rocks;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.godwit.catalog.schema.Tables;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.schema.CatalogHead;
import org.godwit.store.schema.CatalogSchema;
import org.godwit.store.schema.Profile;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// A catalogue on disk as whoever wrote it left it: what version of the schema it has, and a copy
/// of it, without adding the tables of this version. Nobody may have it open.
public final class StoredSchema {
    private StoredSchema() {}

    /// The head of the catalogue in `directory`; empty if there is none, or nothing was ever
    /// written to it.
    public static Optional<CatalogHead> head(Path directory) {
        RocksDB.loadLibrary();
        if (!exists(directory)) {
            return Optional.empty();
        }
        ManifestCheck.require(directory);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (NativeOptions options = new NativeOptions(CatalogOptions.DEFAULT);
                RocksDB database =
                        RocksDB.openReadOnly(
                                options.database(),
                                directory.toString(),
                                List.of(
                                        new ColumnFamilyDescriptor(
                                                RocksDB.DEFAULT_COLUMN_FAMILY,
                                                options.family(Profile.SMALL))),
                                handles)) {
            Optional<byte[]> row =
                    Optional.ofNullable(database.get(handles.getFirst(), CatalogHead.key()));
            handles.getFirst().close();
            return row.map(CatalogHead::decode);
        } catch (RocksDBException e) {
            throw RocksErrors.failed(directory, "read the catalogue's head", e);
        }
    }

    /// Refuses a catalogue of an earlier version before anything is added to it. Costs a reading of
    /// the manifest where all tables are there.
    static void requireNotEarlier(Path directory) {
        if (!exists(directory) || hasTablesOfNow(directory)) {
            return;
        }
        head(directory)
                .filter(head -> head.schemaVersion() < Tables.SCHEMA_VERSION)
                .ifPresent(head -> {
                    throw earlier(directory, head.schemaVersion());
                });
    }

    /// The refusal of a catalogue of an earlier version.
    public static EngineException earlier(Path directory, int version) {
        return new EngineException(
                ErrorCode.UNSUPPORTED_OPERATION,
                "the catalogue in "
                        + directory
                        + " has schema version "
                        + version
                        + ", this program uses "
                        + Tables.SCHEMA_VERSION
                        + ": run `godwit catalog migrate "
                        + directory
                        + "`, or start the engine, which does the same");
    }

    /// Whether every table of this version is there: a migration has at least begun.
    public static boolean hasTablesOfNow(Path directory) {
        Set<String> wanted =
                CatalogSchema.FAMILIES.stream()
                        .map(family -> family.table().name())
                        .collect(Collectors.toSet());
        families(directory)
                .forEach(name -> wanted.remove(new String(name, StandardCharsets.UTF_8)));
        return wanted.isEmpty();
    }

    /// Makes a copy that the program which wrote the catalogue can open, mostly of hard links.
    public static void checkpoint(Path directory, Path copy) {
        try (NativeOptions options = new NativeOptions(CatalogOptions.DEFAULT)) {
            List<ColumnFamilyDescriptor> families =
                    families(directory).stream()
                            .map(name ->
                                    new ColumnFamilyDescriptor(name, options.family(Profile.LARGE)))
                            .toList();
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            try (RocksDB database =
                            RocksDB.open(
                                    options.database(), directory.toString(), families, handles);
                    Checkpoint checkpoint = Checkpoint.create(database)) {
                checkpoint.createCheckpoint(copy.toString());
                handles.forEach(ColumnFamilyHandle::close);
            }
        } catch (RocksDBException e) {
            throw RocksErrors.failed(copy, "make a checkpoint", e);
        }
    }

    private static boolean exists(Path directory) {
        return Files.isRegularFile(directory.resolve("CURRENT"));
    }

    /// Only behind [ManifestCheck]: RocksDB would loop for ever on a manifest with a flipped bit.
    private static List<byte[]> families(Path directory) {
        RocksDB.loadLibrary();
        ManifestCheck.require(directory);
        try (Options options = new Options()) {
            return RocksDB.listColumnFamilies(options, directory.toString());
        } catch (RocksDBException e) {
            throw RocksErrors.failed(directory, "list the catalogue's tables", e);
        }
    }
}
