package org.godwit.store.rocks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/// A file in the format of RocksDB's `log_format.h`, as its manifest and its write-ahead logs are:
/// blocks of 32 KiB with records of masked CRC-32C (4 bytes), length (2), type (1) and payload; the
/// CRC covers type and payload. No record crosses a block. A change of the database begins with its
/// sequence number (8 bytes) and the number of its rows (4), all little-endian.
final class LogFile {
    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 7;
    private static final int MASK_DELTA = 0xa282ead8;
    private static final int WHOLE = 1;
    private static final int FIRST = 2;
    private static final int ROWS_AT = 8;

    private final byte[] block = new byte[BLOCK];
    private final ByteBuffer numbers = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private long damagedAt = -1;
    private boolean endsEarly;
    private boolean hasRows;

    private LogFile() {}

    /// What was found.
    ///
    /// @param damagedAt where a record begins that is not what was written
    /// @param endsEarly whether the last record is not all there, as where a crash tore it, or a
    ///   bit of its length flipped
    /// @param hasRows whether a change with rows is in it
    record Content(OptionalLong damagedAt, boolean endsEarly, boolean hasRows) {}

    /// Reads a file to its end, or to the first damage.
    static Content read(Path path) throws IOException {
        LogFile file = new LogFile();
        try (InputStream in = Files.newInputStream(path)) {
            long at = 0;
            int length = BLOCK;
            while (length == BLOCK && file.damagedAt < 0) {
                length = in.readNBytes(file.block, 0, BLOCK);
                file.block(at, length);
                at += length;
            }
        }
        return new Content(
                file.damagedAt < 0 ? OptionalLong.empty() : OptionalLong.of(file.damagedAt),
                file.endsEarly,
                file.hasRows);
    }

    /// Looks at the records of one block, of which all but that of the file's end are whole.
    private void block(long start, int length) {
        int at = 0;
        while (at + HEADER <= length) {
            int payload = Short.toUnsignedInt(numbers.getShort(at + 4));
            int type = block[at + 6];
            if (type == 0 && payload == 0 && numbers.getInt(at) == 0) {
                return; // nothing more in this block
            }
            int end = at + HEADER + payload;
            if (end <= BLOCK && end > length) {
                endsEarly = true;
                return;
            }
            if (end > BLOCK || !matches(numbers.getInt(at), at + 6, end)) {
                damagedAt = start + at;
                return;
            }
            boolean begins = type == WHOLE || type == FIRST;
            hasRows |=
                    begins && payload >= ROWS_AT + 4 && numbers.getInt(at + HEADER + ROWS_AT) > 0;
            at = end;
        }
        for (int i = at; i < length; i++) {
            endsEarly |= length < BLOCK && block[i] != 0;
        }
    }

    private boolean matches(int masked, int from, int to) {
        crc.reset();
        crc.update(block, from, to - from);
        int value = (int) crc.getValue();
        return masked == Integer.rotateRight(value, 15) + MASK_DELTA;
    }
}
