package org.godwit.store.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Checks the checksums of RocksDB's manifest before RocksDB reads it: with a flipped bit there,
/// RocksDB 11.8 may loop for ever while opening. The format is that of RocksDB's `log_format.h`:
/// blocks of 32 KiB with records of masked CRC-32C (4 bytes), length (2), type (1) and payload; the
/// CRC covers type and payload.
final class ManifestCheck {
    private static final String CURRENT = "CURRENT";
    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 7;
    private static final int MASK_DELTA = 0xa282ead8;

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
                check(manifest, Files.readAllBytes(manifest));
            }
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "cannot read " + current + " and its manifest: " + e,
                    e);
        }
    }

    private static void check(Path manifest, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (at + HEADER <= bytes.length) {
            int blockEnd = at - at % BLOCK + BLOCK;
            int length = Short.toUnsignedInt(buffer.getShort(at + 4));
            int type = bytes[at + 6];
            boolean padding = type == 0 && length == 0 && buffer.getInt(at) == 0;
            if (padding || blockEnd - at < HEADER) {
                at = blockEnd;
                continue;
            }
            int end = at + HEADER + length;
            if (end > bytes.length && end <= blockEnd) {
                return;
            }
            if (end > blockEnd || !matches(buffer.getInt(at), bytes, at + 6, end)) {
                throw new EngineException(
                        ErrorCode.CATALOG_CORRUPT,
                        manifest
                                + " is damaged at byte "
                                + at
                                + ": restore the catalogue from a backup");
            }
            at = end;
        }
    }

    private static boolean matches(int masked, byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        int value = (int) crc.getValue();
        return masked == Integer.rotateRight(value, 15) + MASK_DELTA;
    }
}
