package org.godwit.store.rocks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Checks the checksums of RocksDB's manifest before RocksDB reads it: with a flipped bit there,
/// RocksDB 11.8 may loop for ever while opening.
final class ManifestCheck {
    private static final String CURRENT = "CURRENT";

    private ManifestCheck() {}

    /// Refuses a database whose manifest is damaged. One without a manifest is RocksDB's to judge;
    /// so is a last record that ends too early, as a crash leaves it.
    static void require(Path directory) {
        Path current = directory.resolve(CURRENT);
        try {
            if (!Files.exists(current)) {
                return;
            }
            String name = Files.readString(current, StandardCharsets.ISO_8859_1).strip();
            Path manifest = directory.resolve(name);
            if (name.matches("MANIFEST-\\d+") && Files.exists(manifest)) {
                check(manifest);
            }
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "cannot read " + current + " and its manifest: " + e,
                    e);
        }
    }

    private static void check(Path manifest) throws IOException {
        OptionalLong damagedAt = LogFile.read(manifest).damagedAt();
        if (damagedAt.isPresent()) {
            throw new EngineException(
                    ErrorCode.CATALOG_CORRUPT,
                    manifest
                            + " is damaged at byte "
                            + damagedAt.getAsLong()
                            + ": restore the catalogue from a backup");
        }
    }
}
