package org.godwit.agent.storage.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// System calls for files that the JDK does not offer, on Linux for x86-64 and arm64. Stateless but
/// for memory of the calling thread; thread-safe; every call may block.
///
/// Descriptors are plain numbers here: who holds one sees to it that nobody uses it after its close
/// ([Descriptor]).
final class NativeFiles {
    static final int READ_ONLY = 0;
    static final int WRITE_ONLY = 1;
    static final int CREATE = 0x40;
    static final int NON_BLOCKING = 0x800;

    /// Only to look at what is there, whatever it is.
    static final int LOOK = 0x200000;

    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final boolean ARM =
            System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).equals("aarch64");

    static final int DIRECT = ARM ? 0x10000 : 0x4000;
    static final int DIRECTORY = ARM ? 0x4000 : 0x10000;

    /// A file without a name in the directory that is opened.
    static final int UNNAMED = 0x400000 | DIRECTORY;

    private static final long OPENAT2 = 437;
    private static final long RESOLVE_NO_SYMLINKS = 0x04;
    private static final long RESOLVE_BENEATH = 0x08;
    private static final int HOW_BYTES = 24;

    private static final int CURRENT_DIRECTORY = -100;
    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final int AT_EMPTY_PATH = 0x1000;

    private static final int STATX_BASIC = 0x7FF;
    private static final int STATX_BYTES = 256;

    private static final int GET_FLAGS = 3;
    private static final int SET_FLAGS = 4;

    private static final int RANGE_WAIT_WRITE_WAIT = 7;
    private static final int RANGE_WRITE = 2;
    private static final int DONT_NEED = 4;

    private static final int PATH_BYTES_MAX = 4096;

    /// Pages that one look into the page cache covers.
    private static final int RESIDENCY_PAGES_MAX = 4096;

    private static final int PAGE_BYTES = 4096;
    private static final int STATX_BLOCK_BYTES = 512;
    private static final int ALL_MAY = 0x1FF;
    private static final int PROTECTION_READ = 1;
    private static final int MAP_SHARED = 1;

    private static final Logger log = LoggerFactory.getLogger(NativeFiles.class);
    private static final Optional<NativeFiles> INSTANCE = load();

    /// Memory that one thread's calls use.
    private record Scratch(
            MemorySegment errno,
            MemorySegment path,
            MemorySegment how,
            MemorySegment statx,
            MemorySegment pages) {
        static Scratch make() {
            Arena arena = Arena.ofAuto();
            return new Scratch(
                    LibC.newErrno(arena),
                    arena.allocate(PATH_BYTES_MAX),
                    arena.allocate(HOW_BYTES, 8),
                    arena.allocate(STATX_BYTES, 8),
                    arena.allocate(RESIDENCY_PAGES_MAX));
        }
    }

    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::make);

    private NativeFiles() {}

    /// The calls, where this machine has them; otherwise everything goes through the JDK.
    static Optional<NativeFiles> onThisMachine() {
        return INSTANCE;
    }

    private static Optional<NativeFiles> load() {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean known = ARM || arch.equals("amd64") || arch.equals("x86_64");
        if (!System.getProperty("os.name", "").equals("Linux") || !known) {
            return Optional.empty();
        }
        try {
            NativeFiles files = new NativeFiles();
            // openat2 is younger than the rest (Linux 5.6), and some containers forbid it.
            files.close(files.openDirectory("/"));
            return Optional.of(files);
        } catch (Errno | LinkageError | IllegalCallerException e) {
            log.info("files are handled by the JDK's means only: {}", String.valueOf(e));
            return Optional.empty();
        }
    }

    /// A call of a handle.
    private interface Call {
        long run() throws Throwable;
    }

    /// @throws Errno where the call returned -1
    private static long call(Scratch own, Call call) throws Errno {
        long result = raw(call);
        if (result == -1) {
            int number = LibC.errno(own.errno());
            throw new Errno(number, text(number, own));
        }
        return result;
    }

    private static long raw(Call call) {
        try {
            return call.run();
        } catch (Throwable thrown) {
            throw new AssertionError("a native call threw", thrown);
        }
    }

    private static String text(int number, Scratch own) {
        try {
            return ((MemorySegment) LibC.STRERROR.invokeExact(own.errno(), number)).getString(0);
        } catch (Throwable thrown) {
            throw new AssertionError("strerror threw", thrown);
        }
    }

    private static MemorySegment path(String path, Scratch in) throws Errno {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= PATH_BYTES_MAX) {
            throw new Errno(Errno.EINVAL, "a path of more than " + PATH_BYTES_MAX + " bytes");
        }
        return text(in.path(), bytes);
    }

    private static MemorySegment text(MemorySegment into, byte[] bytes) {
        MemorySegment.copy(bytes, 0, into, JAVA_BYTE, 0, bytes.length);
        into.set(JAVA_BYTE, bytes.length, (byte) 0);
        return into;
    }

    /// Opens a directory by its full path, links followed.
    int openDirectory(String path) throws Errno {
        return open(CURRENT_DIRECTORY, path, READ_ONLY | DIRECTORY, 0, 0);
    }

    /// Opens `path` below a directory. The kernel refuses every symbolic link on the way and every
    /// way out: ELOOP or EXDEV.
    int openBeneath(int directory, String path, int flags, int mode) throws Errno {
        return open(directory, path, flags, mode, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    }

    private int open(int directory, String path, int flags, int mode, long resolve) throws Errno {
        Scratch own = scratch.get();
        MemorySegment how = own.how();
        how.set(JAVA_LONG, 0, Integer.toUnsignedLong(flags | CLOSE_ON_EXEC));
        how.set(JAVA_LONG, 8, mode);
        how.set(JAVA_LONG, 16, resolve);
        MemorySegment name = path(path, own);
        return (int)
                call(
                        own,
                        () ->
                                (long)
                                        LibC.SYSCALL.invokeExact(
                                                own.errno(),
                                                OPENAT2,
                                                (long) directory,
                                                name,
                                                how,
                                                (long) HOW_BYTES));
    }

    /// A failing close of a file that was synced loses nothing, and of one that was not, nothing
    /// that was promised.
    void close(int descriptor) {
        Scratch own = scratch.get();
        raw(() -> (int) LibC.CLOSE.invokeExact(own.errno(), descriptor));
    }

    /// Reads until `into` is full or the file ends.
    ///
    /// @return bytes read
    int read(int descriptor, MemorySegment into, long offset) throws Errno {
        return move(LibC.PREAD, descriptor, into, offset);
    }

    /// Reads whole pages past the page cache, until `into` is full or the file ends.
    ///
    /// @return bytes read
    int readPages(int descriptor, MemorySegment into, long offset) throws Errno {
        int done = 0;
        while (done < into.byteSize()) {
            MemorySegment rest = into.asSlice(done);
            long at = offset + done;
            Scratch own = scratch.get();
            int moved =
                    (int)
                            call(
                                    own,
                                    () ->
                                            (long)
                                                    LibC.PREAD.invokeExact(
                                                            own.errno(),
                                                            descriptor,
                                                            rest,
                                                            rest.byteSize(),
                                                            at));
            done += moved;
            if (moved == 0 || moved % PAGE_BYTES != 0) {
                // Only the end of the file ends a read within a page.
                break;
            }
        }
        return done;
    }

    /// Writes all of `from`.
    void write(int descriptor, MemorySegment from, long offset) throws Errno {
        move(LibC.PWRITE, descriptor, from, offset);
    }

    private int move(MethodHandle how, int descriptor, MemorySegment memory, long offset)
            throws Errno {
        Scratch own = scratch.get();
        long bytes = memory.byteSize();
        long done = 0;
        while (done < bytes) {
            MemorySegment rest = memory.asSlice(done);
            long left = bytes - done;
            long at = offset + done;
            try {
                long moved =
                        call(
                                own,
                                () ->
                                        (long)
                                                how.invokeExact(
                                                        own.errno(), descriptor, rest, left, at));
                if (moved == 0) {
                    break;
                }
                done += moved;
            } catch (Errno e) {
                if (e.number() != Errno.EINTR) {
                    throw e;
                }
            }
        }
        return (int) done;
    }

    /// The memory of the remaining bytes of a direct buffer, or a copy of a heap buffer's.
    static MemorySegment memory(ByteBuffer bytes, Arena forCopies) {
        MemorySegment given = MemorySegment.ofBuffer(bytes);
        return given.isNative()
                ? given
                : forCopies.allocate(bytes.remaining(), PAGE_BYTES).copyFrom(given);
    }

    /// fsync(2): data, size and everything else of a file or directory.
    void sync(int descriptor) throws Errno {
        Scratch own = scratch.get();
        call(own, () -> (int) LibC.FSYNC.invokeExact(own.errno(), descriptor));
    }

    /// syncfs(2): all that anybody has written to the filesystem of `descriptor`.
    void syncFilesystem(int descriptor) throws Errno {
        Scratch own = scratch.get();
        call(own, () -> (int) LibC.SYNCFS.invokeExact(own.errno(), descriptor));
    }

    /// Has following writes go past the page cache, or through it again.
    void setDirect(int descriptor, boolean direct) throws Errno {
        Scratch own = scratch.get();
        int flags =
                (int)
                        call(
                                own,
                                () ->
                                        (int)
                                                LibC.FCNTL.invokeExact(
                                                        own.errno(), descriptor, GET_FLAGS, 0));
        int wanted = direct ? flags | DIRECT : flags & ~DIRECT;
        call(own, () -> (int) LibC.FCNTL.invokeExact(own.errno(), descriptor, SET_FLAGS, wanted));
    }

    void truncate(int descriptor, long bytes) throws Errno {
        Scratch own = scratch.get();
        call(own, () -> (int) LibC.FTRUNCATE.invokeExact(own.errno(), descriptor, bytes));
    }

    /// Allocates a file up to `bytes`, which becomes its size if it is shorter; what is there
    /// stays.
    void allocate(int descriptor, long bytes) throws Errno {
        Scratch own = scratch.get();
        call(own, () -> (int) LibC.FALLOCATE.invokeExact(own.errno(), descriptor, 0, 0L, bytes));
    }

    /// Starts to write dirty pages of a range to the disk, without waiting for it.
    void startWriteBack(int descriptor, long offset, long bytes) throws Errno {
        syncRange(descriptor, offset, bytes, RANGE_WRITE);
    }

    /// Waits until a range is written to the disk (which makes nothing durable), then has the page
    /// cache forget it.
    void finishWriteBack(int descriptor, long offset, long bytes) throws Errno {
        syncRange(descriptor, offset, bytes, RANGE_WAIT_WRITE_WAIT);
        Scratch own = scratch.get();
        // Advice: what it returns changes nothing.
        raw(() ->
                (int) LibC.FADVISE.invokeExact(own.errno(), descriptor, offset, bytes, DONT_NEED));
    }

    private void syncRange(int descriptor, long offset, long bytes, int flags) throws Errno {
        Scratch own = scratch.get();
        call(
                own,
                () ->
                        (int)
                                LibC.SYNC_FILE_RANGE.invokeExact(
                                        own.errno(), descriptor, offset, bytes, flags));
    }

    FileStatus status(int descriptor) throws Errno {
        Scratch own = scratch.get();
        MemorySegment statx = own.statx();
        MemorySegment none = path("", own);
        call(
                own,
                () ->
                        (int)
                                LibC.STATX.invokeExact(
                                        own.errno(),
                                        descriptor,
                                        none,
                                        AT_EMPTY_PATH,
                                        STATX_BASIC,
                                        statx));
        return new FileStatus(
                Short.toUnsignedInt(statx.get(JAVA_SHORT, 28)),
                statx.get(JAVA_LONG, 40),
                statx.get(JAVA_LONG, 48) * STATX_BLOCK_BYTES,
                statx.get(JAVA_LONG, 32),
                statx.get(JAVA_LONG, 136),
                statx.get(JAVA_LONG, 112),
                statx.get(JAVA_INT, 120));
    }

    /// Gives a file that has no name one, which must be free: EEXIST otherwise.
    ///
    /// @param byProc by way of /proc, as who lacks a capability must before Linux 6.10
    void linkUnnamed(int file, int directory, String name, boolean byProc) throws Errno {
        if (byProc) {
            String from = "/proc/self/fd/" + file;
            link(CURRENT_DIRECTORY, from, directory, name, AT_SYMLINK_FOLLOW);
        } else {
            link(file, "", directory, name, AT_EMPTY_PATH);
        }
    }

    /// Gives a file another name, which must be free: EEXIST otherwise.
    void link(int from, String fromName, int to, String toName) throws Errno {
        link(from, fromName, to, toName, 0);
    }

    private void link(int from, String fromName, int to, String toName, int flags) throws Errno {
        Scratch own = scratch.get();
        MemorySegment source = path(fromName, own);
        // The status buffer is not in use now, and a name has at most 255 bytes.
        MemorySegment target = text(own.statx(), toName.getBytes(StandardCharsets.UTF_8));
        call(
                own,
                () -> (int) LibC.LINKAT.invokeExact(own.errno(), from, source, to, target, flags));
    }

    /// Makes a directory with the usual permissions, less the process's mask.
    void makeDirectory(int parent, String name) throws Errno {
        Scratch own = scratch.get();
        MemorySegment text = path(name, own);
        call(own, () -> (int) LibC.MKDIRAT.invokeExact(own.errno(), parent, text, ALL_MAY));
    }

    /// Whether most of a range lies in the page cache. A file that is not this process's to write
    /// always counts as cached: the kernel does not tell.
    ///
    /// @param offset a multiple of the page size
    boolean isCached(int descriptor, long offset, int bytes) throws Errno {
        Scratch own = scratch.get();
        long length = Math.min(bytes, (long) RESIDENCY_PAGES_MAX * PAGE_BYTES);
        long address =
                call(
                        own,
                        () ->
                                (long)
                                        LibC.MMAP.invokeExact(
                                                own.errno(),
                                                0L,
                                                length,
                                                PROTECTION_READ,
                                                MAP_SHARED,
                                                descriptor,
                                                offset));
        long failed =
                raw(() ->
                        (int) LibC.MINCORE.invokeExact(own.errno(), address, length, own.pages()));
        raw(() -> (int) LibC.MUNMAP.invokeExact(own.errno(), address, length));
        int pages = (int) ((length + PAGE_BYTES - 1) / PAGE_BYTES);
        int cached = 0;
        for (int page = 0; failed == 0 && page < pages; page++) {
            cached += own.pages().get(JAVA_BYTE, page) & 1;
        }
        return failed != 0 || 2 * cached > pages;
    }
}
