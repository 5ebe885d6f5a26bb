package org.godwit.agent.channel;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.godwit.agent.checksum.BlockChecksum;
import org.godwit.agent.mac.PayloadMac;
import org.godwit.agent.mac.PayloadTag;

/// By what a block that has arrived is known to be right. Thread-safe.
///
/// @param proof that it is what the source sent, in a session under integrity
public record BlockSeal(int crc32c, Optional<Proof> proof) {
    /// The tag that came with a block, and what checks it.
    public record Proof(PayloadTag tag, PayloadMac mac) {
        boolean holds(ByteBuffer payload) {
            return mac.verify(tag, payload);
        }
    }

    /// Whether the remaining bytes of `payload`, whose position is left alone, are the block at
    /// this place of this file, as the source sent it.
    public boolean holds(long didId, long offset, ByteBuffer payload) {
        return adler32IfHolds(didId, offset, payload).isPresent();
    }

    /// The same, with the payload's Adler-32 if it holds: the payload is read from memory once for
    /// both checksums.
    public OptionalInt adler32IfHolds(long didId, long offset, ByteBuffer payload) {
        BlockChecksum.Both sums = BlockChecksum.both(didId, offset, payload);
        boolean holds = sums.crc32c() == crc32c && proof.map(p -> p.holds(payload)).orElse(true);
        return holds ? OptionalInt.of(sums.adler32()) : OptionalInt.empty();
    }
}
