package org.godwit.agent.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Puts memory into pages of 2 MiB instead of 4 KiB, on Linux (madvise(2), from 6.1). Copying it
/// needs fewer looks into page tables, and a block goes past the page cache as few pieces instead
/// of 256: half the kernel's time for such a write.
final class HugePages {
    /// Of one page.
    static final int BYTES = 2 << 20;

    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_COLLAPSE = 25;

    private static final Optional<MethodHandle> MADVISE = madvise();

    private HugePages() {}

    /// As [#use], on a thread of its own, while the memory is used already: the kernel may have to
    /// move other memory first, which took up to 75 ms for 16 MiB.
    static void useSoon(ByteBuffer memory) {
        if (memory.capacity() >= BYTES) {
            var _ = Thread.ofPlatform().daemon().name("huge-pages").start(() -> use(memory));
        }
    }

    /// Moves what whole pages a direct buffer's memory has; its content stays. What the host has no
    /// such pages for remains as it is.
    ///
    /// @param memory begins at a page of 4 KiB
    static void use(ByteBuffer memory) {
        MADVISE.ifPresent(function -> {
            MemorySegment segment = MemorySegment.ofBuffer(memory);
            try {
                int willing =
                        (int) function.invokeExact(segment, segment.byteSize(), MADV_HUGEPAGE);
                if (willing == 0) {
                    // Java has written zeros to it already, so the kernel is to do it now.
                    int _ = (int) function.invokeExact(segment, segment.byteSize(), MADV_COLLAPSE);
                }
            } catch (Throwable e) {
                throw new IllegalStateException("madvise cannot be called", e);
            }
        });
    }

    @SuppressWarnings("restricted") // the launcher grants native access
    private static Optional<MethodHandle> madvise() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor type = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        try {
            return linker.defaultLookup()
                    .find("madvise")
                    .map(function -> linker.downcallHandle(function, type));
        } catch (IllegalCallerException _) {
            return Optional.empty(); // native access is denied: small pages do as well
        }
    }
}
