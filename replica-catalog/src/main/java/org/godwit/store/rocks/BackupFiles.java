package org.godwit.store.rocks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The files of a backup, as RocksDB's own description of it in `meta/ID` names them: path and
/// CRC-32C of each.
public final class BackupFiles {
    private static final Pattern FILE = Pattern.compile("(\\S+) crc32 (\\d{1,10})");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final int READ_BYTES = 1 << 20;

    private record Entry(String path, long crc32c) {}

    private BackupFiles() {}

    /// Reads every file of a backup and compares its checksum.
    ///
    /// @param bytes hears how many bytes were read so far
    /// @throws EngineException `CATALOG_CORRUPT` that names what is damaged or missing
    public static void verify(Path backups, int id, LongConsumer bytes) {
        long read = 0;
        byte[] buffer = new byte[READ_BYTES];
        for (Entry file : files(backups, id)) {
            CRC32C checksum = new CRC32C();
            try (InputStream in = Files.newInputStream(backups.resolve(file.path()))) {
                for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                    checksum.update(buffer, 0, got);
                    read += got;
                    bytes.accept(read);
                }
            } catch (IOException e) {
                throw unreadable(backups, id, file.path(), e);
            }
            if (checksum.getValue() != file.crc32c()) {
                throw damaged(backups, id, file.path() + " has another checksum");
            }
        }
    }

    private static List<Entry> files(Path backups, int id) {
        Path description = backups.resolve("meta").resolve(Integer.toString(id));
        List<Entry> files = new ArrayList<>();
        long count = -1;
        try {
            for (String line : Files.readAllLines(description)) {
                Matcher file = FILE.matcher(line);
                if (file.matches()) {
                    files.add(new Entry(file.group(1), Long.parseLong(file.group(2))));
                } else if (files.isEmpty() && COUNT.matcher(line).matches()) {
                    count = Long.parseLong(line); // the last number before the files
                }
            }
        } catch (IOException e) {
            throw unreadable(backups, id, description.toString(), e);
        }
        if (files.isEmpty() || count != files.size()) {
            throw damaged(backups, id, description + " is not whole");
        }
        return files;
    }

    private static EngineException damaged(Path backups, int id, String what) {
        return new EngineException(ErrorCode.CATALOG_CORRUPT, message(backups, id, what));
    }

    private static EngineException unreadable(Path backups, int id, String what, IOException e) {
        return new EngineException(
                ErrorCode.CATALOG_CORRUPT,
                message(backups, id, what + " cannot be read (" + e + ")"),
                e);
    }

    private static String message(Path backups, int id, String what) {
        return "backup %d in %s is damaged: %s; make another one, and look after that disk"
                .formatted(id, backups, what);
    }
}
