package org.godwit.agent.doctor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The C library's calls that [LinuxKernel] needs, for 64-bit Linux. Thread-safe.
final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final MethodHandle socket = call("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private final MethodHandle close = call("close", FunctionDescriptor.of(INT, INT));
    private final MethodHandle connect =
            call("connect", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
    private final MethodHandle setOption =
            call("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
    private final MethodHandle getOption =
            call(
                    "getsockopt",
                    FunctionDescriptor.of(
                            INT, INT, INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private final MethodHandle control =
            call(
                    "ioctl",
                    FunctionDescriptor.of(INT, INT, LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2));
    private final MethodHandle adjustTime =
            call("adjtimex", FunctionDescriptor.of(INT, ValueLayout.ADDRESS));
    private final MethodHandle open =
            call(
                    "open",
                    FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT),
                    Linker.Option.firstVariadicArg(2));
    private final MethodHandle allocate =
            call("fallocate", FunctionDescriptor.of(INT, INT, INT, LONG, LONG));
    private final MethodHandle advise =
            call("posix_fadvise", FunctionDescriptor.of(INT, INT, LONG, LONG, INT));

    /// What a call returned.
    ///
    /// @param error `errno`, 0 where it succeeded
    record Result(int value, int error) {
        boolean failed() {
            return value < 0;
        }
    }

    @SuppressWarnings("restricted") // the launcher grants native access
    private static MethodHandle call(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        MemorySegment symbol =
                LINKER.defaultLookup()
                        .find(name)
                        .orElseThrow(() -> new UnsatisfiedLinkError("no " + name + " in libc"));
        return LINKER.downcallHandle(symbol, descriptor, all);
    }

    private interface Call {
        int with(MemorySegment state) throws Throwable;
    }

    private static Result run(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int value = call.with(state);
            return new Result(value, value < 0 ? (int) ERRNO.get(state, 0L) : 0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a call into the C library failed", e);
        }
    }

    Result socket(int family, int type) {
        return run(state -> (int) socket.invokeExact(state, family, type, 0));
    }

    Result connect(int descriptor, MemorySegment address) {
        return run(state ->
                (int) connect.invokeExact(state, descriptor, address, (int) address.byteSize()));
    }

    Result setOption(int descriptor, int level, int option, MemorySegment value) {
        return run(state ->
                (int)
                        setOption.invokeExact(
                                state, descriptor, level, option, value, (int) value.byteSize()));
    }

    /// @param length holds the space in `value`, and afterwards what of it was used
    Result getOption(
            int descriptor, int level, int option, MemorySegment value, MemorySegment length) {
        return run(state ->
                (int) getOption.invokeExact(state, descriptor, level, option, value, length));
    }

    Result control(int descriptor, long request, MemorySegment argument) {
        return run(state -> (int) control.invokeExact(state, descriptor, request, argument));
    }

    Result adjustTime(MemorySegment timex) {
        return run(state -> (int) adjustTime.invokeExact(state, timex));
    }

    Result open(MemorySegment path, int flags) {
        return run(state -> (int) open.invokeExact(state, path, flags));
    }

    Result allocate(int descriptor, long bytes) {
        return run(state -> (int) allocate.invokeExact(state, descriptor, 0, 0L, bytes));
    }

    /// Answers an error number as its value.
    Result advise(int descriptor, int advice) {
        return run(state -> (int) advise.invokeExact(state, descriptor, 0L, 0L, advice));
    }

    void close(int descriptor) {
        run(state -> (int) close.invokeExact(state, descriptor));
    }
}
