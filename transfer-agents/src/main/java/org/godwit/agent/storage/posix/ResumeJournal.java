package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.godwit.agent.storage.IncomingFile.StoredBlock;
import org.godwit.agent.storage.ReceivesFiles.IncomingSpec;

/// The list of blocks of an incoming file that were written, beside it on disk;
/// `docs/formats/resume-journal.md` gives the bytes. A record counts only if its own checksum is
/// right: a torn tail is dropped. Not thread-safe, but for [#force].
final class ResumeJournal implements AutoCloseable {
    static final int HEADER_BYTES = 48;
    static final int RECORD_BYTES = 16;

    private static final int MAGIC = 0x47574A31; // "GWJ1"
    private static final int VERSION = 1;

    private final FileChannel channel;

    /// End of the last whole record; a record that could not be written is overwritten.
    private long end;

    private ResumeJournal(FileChannel channel) {
        this.channel = channel;
    }

    /// Starts a journal with the records of an earlier one that are trusted; what is there is
    /// replaced.
    static ResumeJournal create(Path path, IncomingSpec spec, List<StoredBlock> trusted)
            throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        ResumeJournal journal = new ResumeJournal(channel);
        try {
            journal.write(header(spec));
            if (!trusted.isEmpty()) {
                // What was not trusted must not be trusted next time either: begin with what was.
                journal.append(trusted);
                journal.force();
            }
            return journal;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// The good records in the order they were made; empty where there is no journal of this very
    /// file.
    static Optional<List<StoredBlock>> read(Path path, IncomingSpec spec) throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long sizeMax = HEADER_BYTES + 2L * spec.blocks() * RECORD_BYTES;
            if (channel.size() > sizeMax) {
                return Optional.empty();
            }
            ByteBuffer content =
                    ByteBuffer.allocate((int) Math.min(channel.size(), Integer.MAX_VALUE));
            int read = 0;
            while (content.hasRemaining() && read >= 0) {
                read = channel.read(content);
            }
            content.flip();
            if (content.remaining() < HEADER_BYTES
                    || !content.slice(0, HEADER_BYTES).equals(header(spec))) {
                return Optional.empty();
            }
            content.position(HEADER_BYTES);
            return Optional.of(records(content, spec));
        }
    }

    private static List<StoredBlock> records(ByteBuffer content, IncomingSpec spec) {
        List<StoredBlock> blocks = new ArrayList<>();
        while (content.remaining() >= RECORD_BYTES) {
            int check = checksum(content.slice(content.position(), RECORD_BYTES - 4));
            StoredBlock block =
                    new StoredBlock(content.getInt(), content.getInt(), content.getInt());
            if (content.getInt() != check || block.index() < 0 || block.index() >= spec.blocks()) {
                break;
            }
            blocks.add(block);
        }
        return blocks;
    }

    /// Notes blocks that are in their place, durable or not. A killed process loses none of it, a
    /// host that fails loses what was not forced.
    void append(List<StoredBlock> blocks) throws IOException {
        ByteBuffer records = ByteBuffer.allocate(blocks.size() * RECORD_BYTES);
        for (StoredBlock block : blocks) {
            int start = records.position();
            records.putInt(block.index()).putInt(block.crc32c()).putInt(block.adler32());
            records.putInt(checksum(records.slice(start, RECORD_BYTES - 4)));
        }
        write(records.flip());
    }

    /// Makes durable what was appended; while others append.
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static ByteBuffer header(IncomingSpec spec) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(MAGIC).putInt(VERSION).putLong(spec.didId()).putLong(spec.bytes());
        header.putInt(spec.adler32()).putInt(spec.blockBytes());
        header.position(HEADER_BYTES - 4);
        return header.putInt(checksum(header.slice(0, HEADER_BYTES - 4))).flip();
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private void write(ByteBuffer bytes) throws IOException {
        long at = end;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        end = at;
    }
}
