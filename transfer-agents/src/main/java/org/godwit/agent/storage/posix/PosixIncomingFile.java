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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.agent.storage.IncomingFile;
import org.godwit.agent.storage.ReceivesFiles.IncomingSpec;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StorageException.Kind;
import org.jspecify.annotations.Nullable;

/// A hidden file that fills up block by block, and its journal. The operating system's lock on it
/// keeps a second agent of the same RSE from writing into it.
final class PosixIncomingFile implements IncomingFile {
    /// Journalled blocks that a resume reads again before it trusts them, the latest first; older
    /// ones were durable long before whatever broke the transfer.
    private static final long RECHECK_BYTES_MAX = 1L << 30;

    private final IncomingSpec spec;
    private final Path part;
    private final Path journalPath;
    private final FileChannel channel;
    private final SpaceLedger space;
    private final Runnable whenClosed;
    private final List<StoredBlock> stored;
    private final AtomicLong reserved;
    private final AtomicLong unsynced = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Object journalLock = new Object();
    private List<StoredBlock> unjournalled = new ArrayList<>();
    private @Nullable ResumeJournal journal;

    private PosixIncomingFile(
            IncomingSpec spec,
            Path directory,
            FileChannel channel,
            SpaceLedger space,
            List<StoredBlock> stored,
            Runnable whenClosed) {
        this.spec = spec;
        this.whenClosed = whenClosed;
        this.part = partPath(directory, spec.key());
        this.journalPath = journalPath(directory, spec.key());
        this.channel = channel;
        this.space = space;
        this.stored = List.copyOf(stored);
        long storedBytes = stored.stream().mapToLong(b -> spec.length(b.index())).sum();
        this.reserved = new AtomicLong(spec.bytes() - storedBytes);
    }

    private static Path partPath(Path directory, String key) {
        return directory.resolve(key + ".part");
    }

    private static Path journalPath(Path directory, String key) {
        return directory.resolve(key + ".journal");
    }

    static PosixIncomingFile open(
            IncomingSpec spec, Path directory, SpaceLedger space, Runnable whenClosed)
            throws StorageException {
        String what = "receiving " + spec.path();
        FileChannel channel = null;
        try {
            channel = openLocked(spec, partPath(directory, spec.key()));
            List<StoredBlock> stored = trusted(spec, journalPath(directory, spec.key()), channel);
            if (stored.isEmpty()) {
                channel.truncate(0);
            }
            PosixIncomingFile file =
                    new PosixIncomingFile(spec, directory, channel, space, stored, whenClosed);
            space.reserve(file.reserved.get(), what);
            channel = null;
            return file;
        } catch (IOException e) {
            throw PosixErrors.of(what, e);
        } finally {
            closeQuietly(channel);
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
        Optional<List<StoredBlock>> journalled = ResumeJournal.read(journal, spec);
        if (journalled.isEmpty()) {
            Files.deleteIfExists(journal);
            return List.of();
        }
        List<StoredBlock> records = journalled.get();
        ByteBuffer buffer = ByteBuffer.allocate(spec.blockBytes());
        boolean[] seen = new boolean[spec.blocks()];
        List<StoredBlock> trusted = new ArrayList<>();
        long recheck = RECHECK_BYTES_MAX;
        for (StoredBlock block : records.reversed()) {
            if (seen[block.index()]) {
                continue;
            }
            seen[block.index()] = true;
            if (recheck <= 0 || matches(block, spec, data, buffer)) {
                trusted.add(block);
            }
            recheck -= spec.length(block.index());
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

    @Override
    public IncomingSpec spec() {
        return spec;
    }

    @Override
    public List<StoredBlock> stored() {
        return stored;
    }

    @Override
    public void write(StoredBlock block, ByteBuffer payload) throws StorageException {
        int length = payload.remaining();
        if (length != spec.length(block.index())) {
            throw new IllegalArgumentException(
                    "block " + block.index() + " of " + length + " bytes");
        }
        try {
            long offset = spec.offset(block.index());
            while (payload.hasRemaining()) {
                offset += channel.write(payload, offset);
            }
        } catch (IOException e) {
            long free = space.report().free() + reserved.get();
            throw PosixErrors.of(
                    "writing %s (%d more bytes needed, %d free)"
                            .formatted(spec.path(), reserved.get(), free),
                    e);
        }
        settle(length);
        synchronized (journalLock) {
            unjournalled.add(block);
        }
        unsynced.addAndGet(length);
    }

    private void settle(long bytes) {
        long left = reserved.getAndUpdate(held -> Math.max(0, held - bytes));
        space.settle(Math.min(bytes, left));
    }

    @Override
    public void sync() throws StorageException {
        synchronized (journalLock) {
            if (unjournalled.isEmpty() || closed.get() || spec.blocks() < 2) {
                return;
            }
            List<StoredBlock> blocks = unjournalled;
            unjournalled = new ArrayList<>();
            unsynced.set(0);
            try {
                channel.force(false);
                if (journal == null) {
                    journal = ResumeJournal.create(journalPath, spec, stored);
                }
                journal.append(blocks);
            } catch (IOException e) {
                unjournalled.addAll(blocks);
                throw PosixErrors.of("noting progress of " + spec.path(), e);
            }
        }
    }

    @Override
    public long unsyncedBytes() {
        return spec.blocks() < 2 ? 0 : unsynced.get();
    }

    Path part() {
        return part;
    }

    /// Makes data and size durable, for the commit.
    void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void discard() {
        try {
            Files.deleteIfExists(part);
            Files.deleteIfExists(journalPath);
        } catch (IOException e) {
            // It stays hidden, and the sweep of old files takes it.
            close();
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        space.settle(reserved.getAndSet(0));
        synchronized (journalLock) {
            try {
                if (journal != null) {
                    journal.close();
                }
            } catch (IOException e) {
                // Every append was forced: a failing close loses nothing.
                journal = null;
            }
        }
        closeQuietly(channel);
        whenClosed.run();
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
