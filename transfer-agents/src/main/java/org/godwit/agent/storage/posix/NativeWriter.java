package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;

/// Writes whole pages past the page cache where the filesystem can, and the rest through it. Where
/// it cannot, every block is sent to the disk at once and dropped from the page cache some blocks
/// later, so that neither many dirty pages gather nor others' cached files are displaced.
final class NativeWriter implements PartWriter {
    static final int PAGE_BYTES = 4096;

    /// Bytes of a file on their way from the page cache to the disk.
    private static final long WRITE_BACK_BYTES_MAX = 32L << 20;

    private record Range(long offset, long bytes) {}

    private final NativeFiles files;
    private final Descriptor cached;
    private final Optional<Descriptor> direct;
    private final ArrayDeque<Range> onTheWay = new ArrayDeque<>();
    private long bytesOnTheWay;

    private NativeWriter(NativeFiles files, Descriptor cached, Optional<Descriptor> direct) {
        this.files = files;
        this.cached = cached;
        this.direct = direct;
    }

    /// Opens an existing file.
    ///
    /// @param name in `directory`
    /// @param pastCache whether the filesystem can do without the page cache
    static NativeWriter open(
            NativeFiles files, Descriptor directory, String name, boolean pastCache)
            throws IOException {
        Descriptor cached = open(files, directory, name, NativeFiles.WRITE_ONLY);
        if (!pastCache) {
            return new NativeWriter(files, cached, Optional.empty());
        }
        try {
            int flags = NativeFiles.WRITE_ONLY | NativeFiles.DIRECT;
            return new NativeWriter(
                    files, cached, Optional.of(open(files, directory, name, flags)));
        } catch (IOException e) {
            cached.close();
            throw e;
        }
    }

    private static Descriptor open(NativeFiles files, Descriptor directory, String name, int flags)
            throws IOException {
        return new Descriptor(files, directory.use(in -> files.openBeneath(in, name, flags, 0)));
    }

    @Override
    public void write(ByteBuffer payload, long offset) throws IOException {
        try (Arena copies = Arena.ofConfined()) {
            MemorySegment bytes = NativeFiles.memory(payload, copies);
            long whole = direct.isPresent() ? wholePages(bytes, offset) : 0;
            if (whole > 0) {
                MemorySegment pages = bytes.asSlice(0, whole);
                direct.get().act(file -> files.write(file, pages, offset));
            }
            if (whole < bytes.byteSize()) {
                MemorySegment rest = bytes.asSlice(whole);
                cached.act(file -> files.write(file, rest, offset + whole));
                if (direct.isEmpty()) {
                    writeBack(new Range(offset, rest.byteSize()));
                }
            }
        }
        payload.position(payload.limit());
    }

    /// How much from its beginning can go past the page cache.
    static long wholePages(MemorySegment bytes, long offset) {
        boolean aligned = offset % PAGE_BYTES == 0 && bytes.address() % PAGE_BYTES == 0;
        return aligned ? bytes.byteSize() - bytes.byteSize() % PAGE_BYTES : 0;
    }

    private void writeBack(Range written) throws IOException {
        cached.act(file -> files.startWriteBack(file, written.offset(), written.bytes()));
        for (Optional<Range> old = queued(written); old.isPresent(); old = overdue()) {
            Range range = old.get();
            cached.act(file -> files.finishWriteBack(file, range.offset(), range.bytes()));
        }
    }

    private synchronized Optional<Range> queued(Range written) {
        onTheWay.add(written);
        bytesOnTheWay += written.bytes();
        return overdue();
    }

    private synchronized Optional<Range> overdue() {
        if (bytesOnTheWay <= WRITE_BACK_BYTES_MAX) {
            return Optional.empty();
        }
        Range oldest = onTheWay.remove();
        bytesOnTheWay -= oldest.bytes();
        return Optional.of(oldest);
    }

    @Override
    public boolean allocate(long bytes) throws IOException {
        if (direct.isEmpty()) {
            // Memory filesystems would take pages for it, others without O_DIRECT seldom can.
            return false;
        }
        try {
            cached.act(file -> files.allocate(file, bytes));
            return true;
        } catch (Errno e) {
            if (PosixErrors.isNoSpace(e)) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public void trim(long bytes) throws IOException {
        cached.act(file -> files.truncate(file, bytes));
    }

    @Override
    public void close() {
        direct.ifPresent(Descriptor::close);
        cached.close();
    }
}
