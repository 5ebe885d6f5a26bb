package org.godwit.agent.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.SplittableRandom;
import org.godwit.agent.storage.SourceFile;

/// A file that no disk holds: its content is made up, does not compress, and is the same whenever a
/// block is read again. Making it costs no more than copying memory, so that it does not limit what
/// is measured. Thread-safe.
final class SyntheticFile implements SourceFile {
    /// Blocks differ by where in this they begin.
    private static final int PATTERN_BYTES = 1 << 20;

    private static final int SHIFTS = 4096;

    /// Asked before each read, whether there is leave for so many bytes.
    @FunctionalInterface
    interface Allowance {
        /// Takes leave for bytes.
        ///
        /// @throws IOException saying what is used up
        void take(long bytes) throws IOException;
    }

    private final long bytes;
    private final Allowance allowance;
    private final Runnable whenClosed;
    private final byte[] pattern = new byte[PATTERN_BYTES + SHIFTS];

    SyntheticFile(long bytes, long seed, Allowance allowance, Runnable whenClosed) {
        this.bytes = bytes;
        this.allowance = allowance;
        this.whenClosed = whenClosed;
        new SplittableRandom(seed).nextBytes(pattern);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
        int length = Math.clamp(bytes - offset, 0, into.remaining());
        allowance.take(length);
        long at = offset;
        for (int left = length; left > 0; ) {
            // The place within the file decides, however the reads are cut.
            int within = (int) (at % PATTERN_BYTES);
            int shift = (int) (at / PATTERN_BYTES % SHIFTS);
            int part = Math.min(left, PATTERN_BYTES - within);
            into.put(pattern, shift + within, part);
            at += part;
            left -= part;
        }
        return length;
    }

    @Override
    public Optional<FileChannel> sendable(long offset, int length) {
        return Optional.empty();
    }

    @Override
    public boolean unchanged() {
        return true;
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}
