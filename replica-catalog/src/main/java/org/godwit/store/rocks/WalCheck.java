package org.godwit.store.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Checks RocksDB's write-ahead logs before RocksDB replays them. It forgives a log whose last
/// record is not all there, since a crash leaves that; but so looks any log in which a bit of a
/// record's length has flipped, and all that follows would silently be left out. The crash of a
/// process can tear only the last log that changes went to; if that one ends too early, the mark of
/// the last acknowledged change set shows it. A power cut within the milliseconds between a switch
/// of logs and the next sync may tear the one before as well, and is refused too: RocksDB would
/// replay the later log over the gap.
final class WalCheck {
    private static final Pattern NAME = Pattern.compile("\\d+\\.log");

    private WalCheck() {}

    /// Refuses a database with a log that is not whole although changes went to a later one.
    static void require(Path directory) {
        try {
            boolean isLast = true;
            for (Path log : newestFirst(directory)) {
                LogFile.Content content = LogFile.read(log);
                boolean isWhole = content.damagedAt().isEmpty() && !content.endsEarly();
                if (!isLast && !isWhole) {
                    throw new EngineException(
                            ErrorCode.CATALOG_CORRUPT,
                            log
                                    + " is damaged "
                                    + (content.damagedAt().isPresent()
                                            ? "at byte " + content.damagedAt().getAsLong()
                                            : "in the length of a record")
                                    + ": restore the catalogue from a backup");
                }
                isLast &= !content.hasRows() && isWhole;
            }
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR, "cannot read the logs in " + directory + ": " + e, e);
        }
    }

    private static List<Path> newestFirst(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(WalCheck::number).reversed())
                    .toList();
        }
    }

    private static long number(Path log) {
        String name = log.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }
}
