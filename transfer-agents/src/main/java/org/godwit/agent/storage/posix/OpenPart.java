package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.agent.storage.IncomingFile.StoredBlock;
import org.godwit.agent.storage.ReceivesFiles.IncomingSpec;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hidden file of an incoming file, open and locked, with the blocks in it that can be trusted.
/// The operating system's lock on it keeps a second agent of the same RSE from writing into it.
///
/// @param channel holds the lock
record OpenPart(IncomingSpec spec, FileChannel channel, PartWriter writer, List<StoredBlock> stored)
        implements AutoCloseable {
    /// Journalled blocks that a resume reads again before it trusts them, the latest first; older
    /// ones were durable before whatever broke the transfer.
    static final long RECHECK_BYTES_MAX = 1L << 30;

    private static final Logger log = LoggerFactory.getLogger(OpenPart.class);

    /// Opens what an earlier attempt left, or a new one.
    ///
    /// @throws StorageException BUSY where somebody else holds it
    static OpenPart open(IncomingSpec spec, IncomingDirectory directory)
            throws IOException, StorageException {
        FileChannel channel = openLocked(spec, directory.part(spec.key()));
        boolean done = false;
        try {
            List<StoredBlock> stored = trusted(spec, directory.journal(spec.key()), channel);
            if (stored.isEmpty()) {
                channel.truncate(0);
            }
            PartWriter writer = directory.writer(spec.key(), channel);
            done = true;
            return new OpenPart(spec, channel, writer, stored);
        } finally {
            if (!done) {
                closeQuietly(channel);
            }
        }
    }

    private static FileChannel openLocked(IncomingSpec spec, Path part)
            throws IOException, StorageException {
        if (Files.exists(part) && linkCount(part) > 1) {
            // A crash between link and unlink: this is a visible file by now, not ours to write.
            Files.delete(part);
        }
        FileChannel channel =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock();
            // Who held it before may have made it a visible file and unlinked it while we waited.
            locked = lock != null && Files.exists(part) && linkCount(part) == 1;
        } catch (OverlappingFileLockException e) {
            locked = false;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw busy(spec);
        }
        return channel;
    }

    static StorageException busy(IncomingSpec spec) {
        return new StorageException(
                Kind.BUSY, spec.path() + " is being received already, wait for that transfer");
    }

    private static int linkCount(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:nlink");
    }

    private static List<StoredBlock> trusted(IncomingSpec spec, Path journal, FileChannel data)
            throws IOException {
        List<StoredBlock> records = ResumeJournal.read(journal, spec).orElse(List.of());
        ByteBuffer buffer = ByteBuffer.allocate(records.isEmpty() ? 0 : spec.blockBytes());
        boolean[] seen = new boolean[spec.blocks()];
        List<StoredBlock> trusted = new ArrayList<>();
        boolean all = true;
        long recheck = RECHECK_BYTES_MAX;
        for (StoredBlock block : records.reversed()) {
            if (seen[block.index()]) {
                continue;
            }
            seen[block.index()] = true;
            // A file shorter than its journal is another one.
            boolean there = end(spec, block.index()) <= data.size();
            if (there && (recheck <= 0 || matches(block, spec, data, buffer))) {
                trusted.add(block);
            } else {
                all = false;
            }
            recheck -= spec.length(block.index());
        }
        if (trusted.isEmpty()) {
            Files.deleteIfExists(journal);
        } else if (!all) {
            // What is not trusted now must not be next time either, whatever lies there then.
            ResumeJournal.create(journal, spec, trusted).close();
        }
        return trusted.reversed();
    }

    private static boolean matches(
            StoredBlock block, IncomingSpec spec, FileChannel data, ByteBuffer buffer)
            throws IOException {
        buffer.clear().limit(spec.length(block.index()));
        long offset = spec.offset(block.index());
        while (buffer.hasRemaining()) {
            if (data.read(buffer, offset + buffer.position()) < 0) {
                return false;
            }
        }
        return BlockChecksum.of(spec.didId(), offset, buffer.flip()) == block.crc32c();
    }

    static long end(IncomingSpec spec, int block) {
        return spec.offset(block) + spec.length(block);
    }

    /// Bytes of the blocks that are there.
    long storedBytes() {
        return stored.stream().mapToLong(block -> spec.length(block.index())).sum();
    }

    /// End of the last block that is there.
    long storedEnd() {
        return stored.stream().mapToLong(block -> end(spec, block.index())).max().orElse(0);
    }

    /// Ends this attempt, and gives back space that was taken beyond `end`.
    void close(long end) {
        try {
            if (end < spec.bytes()) {
                writer.trim(end);
            }
        } catch (IOException e) {
            // The space comes back when the file is taken up again or swept.
            log.warn("trimming what is there of {}: {}", spec.path(), e.getMessage());
        } finally {
            close();
        }
    }

    /// The lock goes with the first descriptor that is closed, and so all go together.
    @Override
    public void close() {
        writer.close();
        closeQuietly(channel);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // What had to be durable was forced before.
            return;
        }
    }
}
