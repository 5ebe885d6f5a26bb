package org.godwit.it.wan.link;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The system calls a link needs. Pointers are passed as `long`, so that a call on the path of a
/// packet makes no object. Only calls whose cause of failure matters keep `errno`. Thread-safe, as
/// the calls are.
@SuppressWarnings("restricted") // a caller can crash the process; hence all of it is here
final class Linux {
    static final int EIO = 5;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final Linker.Option KEEP_ERRNO = Linker.Option.captureCallState("errno");

    private static final MethodHandle READ =
            call("read", FunctionDescriptor.of(LONG, INT, LONG, LONG));
    private static final MethodHandle WRITE =
            call("write", FunctionDescriptor.of(LONG, INT, LONG, LONG), KEEP_ERRNO);
    private static final MethodHandle NANOSLEEP =
            call("nanosleep", FunctionDescriptor.of(INT, LONG, LONG));
    private static final MethodHandle PPOLL =
            call("ppoll", FunctionDescriptor.of(INT, LONG, LONG, LONG, LONG));
    private static final MethodHandle OPEN =
            call(
                    "open",
                    FunctionDescriptor.of(INT, LONG, INT),
                    KEEP_ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle IOCTL =
            call(
                    "ioctl",
                    FunctionDescriptor.of(INT, INT, LONG, LONG),
                    KEEP_ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS =
            call("setns", FunctionDescriptor.of(INT, INT, INT), KEEP_ERRNO);
    private static final MethodHandle EVENTFD =
            call("eventfd", FunctionDescriptor.of(INT, INT, INT), KEEP_ERRNO);
    private static final MethodHandle PRCTL =
            call("prctl", FunctionDescriptor.of(INT, INT, LONG), Linker.Option.firstVariadicArg(1));
    private static final MethodHandle SETPRIORITY =
            call("setpriority", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle MMAP =
            call("mmap", FunctionDescriptor.of(LONG, LONG, LONG, INT, INT, INT, LONG), KEEP_ERRNO);
    private static final MethodHandle MADVISE =
            call("madvise", FunctionDescriptor.of(INT, LONG, LONG, INT));
    private static final MethodHandle MUNMAP =
            call("munmap", FunctionDescriptor.of(INT, LONG, LONG));

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;
    private static final int MADV_HUGEPAGE = 14;
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x8_0000 | 0x800;
    private static final int PR_SET_TIMERSLACK = 29;

    private Linux() {}

    /// Reads once; keeps no `errno`.
    ///
    /// @return bytes read, negative where there was nothing or the call failed
    static long read(int fd, long address, long bytes) {
        try {
            return (long) READ.invokeExact(fd, address, bytes);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Writes once.
    ///
    /// @param state from [#callState], for [#errno]
    /// @return bytes written, negative where the call failed
    static long write(MemorySegment state, int fd, long address, long bytes) {
        try {
            return (long) WRITE.invokeExact(state, fd, address, bytes);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Room for the `errno` of one thread's calls.
    static MemorySegment callState(Arena arena) {
        return arena.allocate(CALL_STATE);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /// Sleeps for the struct timespec at `timespec`, or until a signal.
    static void nanosleep(long timespec) {
        try {
            int _ = (int) NANOSLEEP.invokeExact(timespec, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Waits for events.
    ///
    /// @param timespec address of the struct timespec to wait at most, or 0 without limit
    /// @return file descriptors with events
    static int poll(long pollfds, long count, long timespec) {
        try {
            return (int) PPOLL.invokeExact(pollfds, count, timespec, 0L);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int open(String path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = callState(arena);
            MemorySegment name = arena.allocateFrom(path);
            return checked("open " + path, state, open(state, name.address(), flags));
        }
    }

    private static int open(MemorySegment state, long path, int flags) {
        try {
            return (int) OPEN.invokeExact(state, path, flags);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static void close(int fd) {
        try {
            int _ = (int) CLOSE.invokeExact(fd);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// @param argument an address or a value, as the request wants it
    static void ioctl(String what, int fd, long request, long argument) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = callState(arena);
            int result;
            try {
                result = (int) IOCTL.invokeExact(state, fd, request, argument);
            } catch (Throwable e) {
                throw impossible(e);
            }
            int _ = checked(what, state, result);
        }
    }

    /// Puts the calling thread into the network namespace that `fd` stands for.
    static void setNetworkNamespace(int fd) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = callState(arena);
            int result;
            try {
                result = (int) SETNS.invokeExact(state, fd, CLONE_NEWNET);
            } catch (Throwable e) {
                throw impossible(e);
            }
            int _ = checked("setns", state, result);
        }
    }

    static int eventfd() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = callState(arena);
            int result;
            try {
                result = (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC_NONBLOCK);
            } catch (Throwable e) {
                throw impossible(e);
            }
            return checked("eventfd", state, result);
        }
    }

    /// Lets the timers of the calling thread fire when they are due, not up to 50 µs later, and
    /// prefers the thread to others. Where the system refuses, the link is later, and says so.
    static void preferThisThread() {
        try {
            int _ = (int) PRCTL.invokeExact(PR_SET_TIMERSLACK, 1L);
            int _ = (int) SETPRIORITY.invokeExact(0, 0, -20);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Private memory that takes up room only as it is used, in huge pages where the system has
    /// them.
    static MemorySegment map(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = callState(arena);
            long address =
                    (long)
                            MMAP.invokeExact(
                                    state,
                                    0L,
                                    bytes,
                                    PROT_READ_WRITE,
                                    MAP_PRIVATE_ANONYMOUS_NORESERVE,
                                    -1,
                                    0L);
            if (address == -1) {
                throw new OutOfMemoryError("mmap of " + bytes + " bytes: errno " + errno(state));
            }
            int _ = (int) MADVISE.invokeExact(address, bytes, MADV_HUGEPAGE);
            return MemorySegment.ofAddress(address).reinterpret(bytes);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /// Gives back what [#map] gave.
    static void unmap(MemorySegment memory) {
        try {
            int _ = (int) MUNMAP.invokeExact(memory.address(), memory.byteSize());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static int checked(String what, MemorySegment state, int result) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": errno " + errno(state));
        }
        return result;
    }

    private static MethodHandle call(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /// A downcall throws nothing of its own.
    private static AssertionError impossible(Throwable thrown) {
        return new AssertionError(thrown);
    }
}
