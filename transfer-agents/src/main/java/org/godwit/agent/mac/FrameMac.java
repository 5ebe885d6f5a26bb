package org.godwit.agent.mac;

import java.nio.ByteBuffer;
import javax.crypto.spec.SecretKeySpec;

/// Tags of the frames of one connection in one direction: the n-th tag holds for the n-th frame
/// only, so that a frame that was changed, left out, repeated, moved or taken from elsewhere does
/// not pass. Confined to one thread at a time.
public final class FrameMac {
    private final Tagger tagger;
    private long frames;

    FrameMac(MacAlgorithm algorithm, SecretKeySpec key) {
        this.tagger = new Tagger(algorithm, key);
    }

    /// The tag of the next frame to be sent: over the remaining bytes of `frame`.
    public byte[] seal(ByteBuffer frame) {
        return tagger.tag(frames++, frame);
    }

    /// Whether the remaining bytes of `frame` are the next frame that the peer sent.
    public boolean verify(ByteBuffer frame, byte[] tag) {
        return tagger.verify(frames++, frame, tag);
    }
}
