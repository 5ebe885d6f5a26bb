package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A file open for reading by system calls. A large block that lies in the page cache is copied
/// from there; one that does not is read past it, so that reading many terabytes displaces nothing
/// that others have cached.
final class NativeSourceFile implements SourceFile {
    /// A smaller piece is read through the page cache, whose read-ahead it may need.
    static final int DIRECT_FROM_BYTES = 256 << 10;

    private static final int READS_PER_LOOK = 16;

    private static final int FLAGS = NativeFiles.READ_ONLY | NativeFiles.NON_BLOCKING;

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private static final Logger log = LoggerFactory.getLogger(NativeSourceFile.class);

    private final NativeTree tree;
    private final StoragePath path;
    private final FileStatus atOpen;
    private final Descriptor cached;

    /// Whether the filesystem can do without the page cache, as far as is known.
    private final AtomicBoolean pastCache;

    /// Reads until the page cache is looked into again.
    private final AtomicInteger trusted = new AtomicInteger();

    /// What it was like at the last look.
    private volatile boolean foundCached;

    private Optional<Descriptor> direct = Optional.empty();
    private Optional<FileChannel> channel = Optional.empty();
    private boolean channelTried;
    private boolean closed;

    private NativeSourceFile(
            NativeTree tree,
            StoragePath path,
            FileStatus atOpen,
            Descriptor cached,
            AtomicBoolean pastCache) {
        this.tree = tree;
        this.path = path;
        this.atOpen = atOpen;
        this.cached = cached;
        this.pastCache = pastCache;
    }

    static NativeSourceFile open(NativeTree tree, StoragePath path, AtomicBoolean pastCache)
            throws IOException, StorageException {
        Descriptor file = tree.open(path, FLAGS);
        boolean done = false;
        try {
            FileStatus status = file.use(tree.files()::status);
            if (!status.isRegularFile()) {
                throw new IOException("not a regular file");
            }
            done = true;
            return new NativeSourceFile(tree, path, status, file, pastCache);
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    @Override
    public long bytes() {
        return atOpen.bytes();
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
        Optional<MemorySegment> pages = pages(into, offset);
        int read =
                pages.isPresent() && !isCached(offset, into.remaining())
                        ? readPast(pages.get(), into, offset)
                        : readCached(into, offset);
        into.position(into.position() + read);
        return read;
    }

    /// The memory for a read past the page cache: aligned, and with room for the whole last page.
    private Optional<MemorySegment> pages(ByteBuffer into, long offset) {
        int page = NativeWriter.PAGE_BYTES;
        int wanted = (into.remaining() + page - 1) / page * page;
        if (!pastCache.get()
                || into.remaining() < DIRECT_FROM_BYTES
                || offset % page != 0
                || !into.isDirect()
                || into.capacity() - into.position() < wanted) {
            return Optional.empty();
        }
        ByteBuffer whole = into.duplicate().limit(into.position() + wanted);
        MemorySegment memory = MemorySegment.ofBuffer(whole);
        return memory.address() % page == 0 ? Optional.of(memory) : Optional.empty();
    }

    /// A look costs a third of a read from the cache, and files are mostly cached as a whole or not
    /// at all. Either way of reading is right, be it cached or not.
    private boolean isCached(long offset, int bytes) throws IOException {
        if (trusted.getAndUpdate(reads -> Math.max(0, reads - 1)) == 0) {
            foundCached = cached.use(file -> tree.files().isCached(file, offset, bytes));
            trusted.set(READS_PER_LOOK - 1);
        }
        return foundCached;
    }

    private int readPast(MemorySegment pages, ByteBuffer into, long offset) throws IOException {
        Optional<Descriptor> past = pastCache();
        if (past.isEmpty()) {
            return readCached(into, offset);
        }
        int read = past.get().use(file -> tree.files().readPages(file, pages, offset));
        return Math.min(read, into.remaining());
    }

    private synchronized Optional<Descriptor> pastCache() throws IOException {
        if (direct.isEmpty() && !closed && pastCache.get()) {
            try {
                Descriptor again = tree.open(path, FLAGS | NativeFiles.DIRECT);
                if (again.use(tree.files()::status).isLike(atOpen)) {
                    direct = Optional.of(again);
                } else {
                    again.close();
                }
            } catch (Errno e) {
                if (e.number() != Errno.EINVAL) {
                    throw e;
                }
                pastCache.set(false);
            } catch (StorageException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        return direct;
    }

    private int readCached(ByteBuffer into, long offset) throws IOException {
        try (Arena copies = Arena.ofConfined()) {
            MemorySegment given = MemorySegment.ofBuffer(into);
            MemorySegment memory =
                    given.isNative() ? given : copies.allocate(Math.max(1, into.remaining()));
            MemorySegment wanted = memory.asSlice(0, into.remaining());
            int read = cached.use(file -> tree.files().read(file, wanted, offset));
            if (!given.isNative()) {
                MemorySegment.copy(memory, 0, given, 0, read);
            }
            return read;
        }
    }

    @Override
    public Optional<FileChannel> sendable(long offset, int bytes) throws IOException {
        return isCached(offset, bytes) ? channel() : Optional.empty();
    }

    /// The same open file in the terms of Java's library, which opens files only by a name.
    private synchronized Optional<FileChannel> channel() {
        if (!channelTried && !closed) {
            channelTried = true;
            try {
                channel =
                        Optional.of(
                                cached.use(number ->
                                        FileChannel.open(
                                                OPEN_FILES.resolve(Integer.toString(number)))));
            } catch (IOException e) {
                log.debug("no channel of {}, its blocks go by way of memory: {}", path, e);
            }
        }
        return channel;
    }

    @Override
    public boolean unchanged() throws IOException {
        try (Descriptor now = tree.open(path, FLAGS)) {
            return now.use(tree.files()::status).isLike(atOpen);
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        cached.close();
        direct.ifPresent(Descriptor::close);
        try {
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException e) {
            log.debug("closing {}", path, e); // nothing was written that could be lost
        }
    }
}
