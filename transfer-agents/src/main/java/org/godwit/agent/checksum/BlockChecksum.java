package org.godwit.agent.checksum;

import java.nio.ByteBuffer;
import java.util.zip.Adler32;
import java.util.zip.CRC32C;

/// CRC-32C (RFC 3720, appendix B.4) of a block, bound to where it belongs: it covers DID id (8
/// bytes), offset (8), length (4), all big-endian, then the payload. A block that is right in
/// itself but of another file or place does not pass.
public final class BlockChecksum {
    private static final int PREFIX_BYTES = 20;

    /// A block is taken in pieces, for two reasons: the second checksum finds the piece in the
    /// processor's cache; and the JDK has vector code for Adler-32 in compiled methods only, which
    /// a method becomes when it was called thousands of times, not some hundred times a second.
    private static final int PIECE_BYTES = 16 << 10;

    private BlockChecksum() {}

    /// Both checksums of a block.
    ///
    /// @param crc32c bound to where the block belongs
    /// @param adler32 of the payload alone
    public record Both(int crc32c, int adler32) {}

    /// CRC-32C of the remaining bytes of `payload`, whose position is left alone.
    public static int of(long didId, long offset, ByteBuffer payload) {
        CRC32C crc = begin(didId, offset, payload.remaining());
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }

    /// Both checksums of the remaining bytes of `payload`, whose position is left alone; it is read
    /// from memory once.
    public static Both both(long didId, long offset, ByteBuffer payload) {
        CRC32C crc = begin(didId, offset, payload.remaining());
        Adler32 adler = new Adler32();
        ByteBuffer rest = payload.duplicate();
        int end = rest.limit();
        while (rest.position() < end) {
            int start = rest.position();
            rest.limit(Math.min(end, start + PIECE_BYTES));
            crc.update(rest);
            adler.update(rest.position(start));
        }
        return new Both((int) crc.getValue(), (int) adler.getValue());
    }

    /// The CRC-32C of a block whose payload of `length` bytes is yet to be given to it.
    public static CRC32C begin(long didId, long offset, int length) {
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
        prefix.putLong(didId).putLong(offset).putInt(length).flip();
        CRC32C crc = new CRC32C();
        crc.update(prefix);
        return crc;
    }
}
