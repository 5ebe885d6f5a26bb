package org.godwit.store.rocks;

import java.nio.file.Path;
import java.util.Optional;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// RocksDB's errors as ours.
final class RocksErrors {
    private RocksErrors() {}

    /// @param doing what failed, as in "cannot …"
    static EngineException failed(Path directory, String doing, RocksDBException e) {
        Status status = Optional.ofNullable(e.getStatus()).orElse(null);
        String detail = oneLine(e);
        if (status != null && status.getCode() == Status.Code.Corruption) {
            return new EngineException(
                    ErrorCode.CATALOG_CORRUPT,
                    "cannot "
                            + doing
                            + ": the catalogue in "
                            + directory
                            + " is damaged ("
                            + detail
                            + "): restore a backup with `godwit catalog restore`",
                    e);
        }
        // Listing the families first would loop for ever on a manifest with a flipped bit.
        if (detail.contains("Column families not opened")) {
            return new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "the catalogue in "
                            + directory
                            + " has tables that this version does not know ("
                            + detail
                            + "): install the version that wrote it",
                    e);
        }
        if (detail.contains("/LOCK")) {
            return new EngineException(
                    ErrorCode.UNAVAILABLE,
                    "the catalogue in "
                            + directory
                            + " is in use by another process: stop it first",
                    e);
        }
        if ((status != null && status.getSubCode() == Status.SubCode.NoSpace)
                || detail.contains("No space left")) {
            return new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "cannot "
                            + doing
                            + ": no space is left for the catalogue in "
                            + directory
                            + ": free some, then start the engine again",
                    e);
        }
        return new EngineException(
                ErrorCode.STORAGE_ERROR,
                "cannot "
                        + doing
                        + " in "
                        + directory
                        + ": "
                        + detail
                        + ": check the disk, then start the engine again",
                e);
    }

    /// What RocksDB says, in one line.
    static String oneLine(RocksDBException e) {
        return Optional.ofNullable(e.getMessage())
                .orElseGet(e::toString)
                .replaceAll("\\s+", " ")
                .strip();
    }
}
