package org.godwit.agent.checksum;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC-32C (RFC 3720, appendix B.4) of a block, bound to where it belongs: it covers DID id (8
/// bytes), offset (8), length (4), all big-endian, then the payload. A block that is right in
/// itself but of another file or place does not pass.
public final class BlockChecksum {
    private static final int PREFIX_BYTES = 20;

    private BlockChecksum() {}

    /// Checksum of the remaining bytes of `payload`, whose position is left alone.
    public static int of(long didId, long offset, ByteBuffer payload) {
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
        prefix.putLong(didId).putLong(offset).putInt(payload.remaining()).flip();
        CRC32C crc = new CRC32C();
        crc.update(prefix);
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }
}
