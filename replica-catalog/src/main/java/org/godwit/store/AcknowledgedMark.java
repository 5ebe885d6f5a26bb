package org.godwit.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The index of the last acknowledged change set, in a file beside the database, so that a log
/// which ends too early is noticed at open.
///
/// The file has two slots that are written in turn, each the index (8 bytes, big-endian) and its
/// CRC-32C (4 bytes). It is written after the log is synced and before anybody is told, so it is
/// never ahead of a sound log; it is not synced itself, so after a power failure it may lag, which
/// only makes it less strict. Confined to one thread at a time.
final class AcknowledgedMark implements AutoCloseable {
    static final String FILE = "ACKNOWLEDGED";

    private static final int SLOT_BYTES = Long.BYTES + Integer.BYTES;
    private static final int SLOTS = 2;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer slot = ByteBuffer.allocateDirect(SLOT_BYTES);
    private int next;

    private AcknowledgedMark(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static AcknowledgedMark open(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            return new AcknowledgedMark(
                    file,
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw failed(file, "open", e);
        }
    }

    /// The index, or empty if the file is new.
    OptionalLong read() {
        try {
            if (channel.size() == 0) {
                return OptionalLong.empty();
            }
            OptionalLong highest = OptionalLong.empty();
            for (int i = 0; i < SLOTS; i++) {
                OptionalLong index = read(i);
                if (index.isPresent() && index.getAsLong() >= highest.orElse(0)) {
                    highest = index;
                    next = 1 - i;
                }
            }
            if (highest.isEmpty()) {
                throw new EngineException(
                        ErrorCode.CATALOG_CORRUPT,
                        "the file "
                                + file
                                + " is damaged: remove it if `godwit catalog check` finds nothing,"
                                + " else restore a backup");
            }
            return highest;
        } catch (IOException e) {
            throw failed(file, "read", e);
        }
    }

    private OptionalLong read(int number) throws IOException {
        slot.clear();
        int read = channel.read(slot, (long) number * SLOT_BYTES);
        if (read < SLOT_BYTES) {
            return OptionalLong.empty();
        }
        long index = slot.getLong(0);
        return slot.getInt(Long.BYTES) == crc() ? OptionalLong.of(index) : OptionalLong.empty();
    }

    void write(long index) {
        slot.clear();
        slot.putLong(0, index);
        slot.putInt(Long.BYTES, crc());
        try {
            long position = (long) next * SLOT_BYTES;
            while (slot.hasRemaining()) {
                channel.write(slot, position + slot.position());
            }
            next = 1 - next;
        } catch (IOException e) {
            throw failed(file, "write", e);
        }
    }

    private int crc() {
        CRC32C crc = new CRC32C();
        crc.update(slot.duplicate().position(0).limit(Long.BYTES));
        return (int) crc.getValue();
    }

    private static EngineException failed(Path file, String doing, IOException e) {
        return new EngineException(
                ErrorCode.STORAGE_ERROR,
                "cannot "
                        + doing
                        + " the catalogue's file "
                        + file
                        + " ("
                        + e.getMessage()
                        + "): check the disk, then start the engine again",
                e);
    }

    @Override
    public void close() {
        try (channel) {
            channel.force(true);
        } catch (IOException e) {
            throw failed(file, "close", e);
        }
    }
}
