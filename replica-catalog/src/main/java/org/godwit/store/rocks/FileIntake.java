package org.godwit.store.rocks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.godwit.catalog.SortedFile;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.schema.CatalogSchema;
import org.godwit.store.schema.Family;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// Takes files of sorted rows into the database. They lie in the directory `incoming` of the
/// catalogue and are moved, not copied. Doing it again after an interruption goes on with those
/// that are left.
final class FileIntake {
    private static final String DIRECTORY = "incoming";
    private static final int READ_BYTES = 1 << 20;

    private FileIntake() {}

    static Path directory(Path catalogue) {
        return catalogue.resolve(DIRECTORY);
    }

    /// Refuses files that are not as the change set names them, or whose range is not empty.
    static void check(RocksStore store, List<SortedFile> files) {
        files.parallelStream().forEach(file -> verify(store.directory(), file));
        syncDirectory(directory(store.directory()));
        files.forEach(file -> requireEmptyRange(store, file));
    }

    /// The files are synced by those who write them; that they are there is known after this.
    private static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw failed("sync", directory, e);
        }
    }

    private static void verify(Path catalogue, SortedFile file) {
        Path path = directory(catalogue).resolve(file.file());
        if (!Files.isRegularFile(path)
                || size(path) != file.bytes()
                || !sha256(path).equals(file.sha256())) {
            throw new EngineException(
                    ErrorCode.CATALOG_CORRUPT,
                    "the file "
                            + path
                            + " is missing or not the one that was written: load again, into a"
                            + " catalogue restored from a backup if this one does not open");
        }
    }

    private static void requireEmptyRange(RocksStore store, SortedFile file) {
        byte[] first = HexFormat.of().parseHex(file.firstKey());
        byte[] last = HexFormat.of().parseHex(file.lastKey());
        try (ReadOptions options = new ReadOptions();
                RocksIterator rows =
                        store.database().newIterator(store.handle(family(file).table()), options)) {
            rows.seek(first);
            rows.status();
            if (rows.isValid() && Arrays.compareUnsigned(rows.key(), last) <= 0) {
                throw new EngineException(
                        ErrorCode.DUPLICATE,
                        "the catalogue's table "
                                + file.table()
                                + " has rows among those to be loaded: add them to the running"
                                + " engine with `godwit replica add --from`");
            }
        } catch (RocksDBException e) {
            throw RocksErrors.failed(store.directory(), "read table " + file.table(), e);
        }
    }

    /// Makes the files part of the database; those that are no longer there already are.
    ///
    /// @param again whether this goes on after an interruption
    static void ingest(RocksStore store, List<SortedFile> files, boolean again) {
        Path incoming = directory(store.directory());
        Map<Family<?, ?>, List<String>> byFamily = new LinkedHashMap<>();
        for (SortedFile file : files) {
            Path path = incoming.resolve(file.file());
            if (again && !Files.exists(path)) {
                continue;
            }
            if (again) {
                verify(store.directory(), file);
            }
            byFamily.computeIfAbsent(family(file), _ -> new ArrayList<>()).add(path.toString());
        }
        try (IngestExternalFileOptions options = new IngestExternalFileOptions()) {
            options.setMoveFiles(true);
            for (Map.Entry<Family<?, ?>, List<String>> entry : byFamily.entrySet()) {
                ColumnFamilyHandle handle = store.handle(entry.getKey().table());
                store.database().ingestExternalFile(handle, entry.getValue(), options);
            }
        } catch (RocksDBException e) {
            throw RocksErrors.failed(store.directory(), "take in files", e);
        }
    }

    /// Removes what an unfinished load has left.
    static void clear(Path catalogue) {
        Path incoming = directory(catalogue);
        if (!Files.isDirectory(incoming)) {
            return;
        }
        try (Stream<Path> paths = Files.list(incoming)) {
            for (Path path : paths.toList()) {
                Files.delete(path);
            }
            Files.delete(incoming);
        } catch (IOException e) {
            throw failed("clear", incoming, e);
        }
    }

    private static Family<?, ?> family(SortedFile file) {
        return CatalogSchema.FAMILIES.stream()
                .filter(family -> family.table().name().equals(file.table()))
                .findFirst()
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.CATALOG_CORRUPT,
                                "there is no table \"" + file.table() + "\" to take a file in"));
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[READ_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw failed("read", file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static EngineException failed(String doing, Path path, IOException e) {
        return new EngineException(
                ErrorCode.STORAGE_ERROR,
                "cannot " + doing + " " + path + " (" + e + "): check the disk, then try again",
                e);
    }
}
