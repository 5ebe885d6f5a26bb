package org.godwit.agent.mac;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// Computes tags under one key. Confined to one thread at a time.
final class Tagger {
    /// The JDK's fast code takes arrays only: data goes by way of one that stays in the cache.
    private static final int CHUNK_BYTES = 16 << 10;

    private final MacAlgorithm algorithm;
    private final SecretKeySpec key;
    private final Cipher cipher;
    private final byte[] chunk = new byte[CHUNK_BYTES];

    Tagger(MacAlgorithm algorithm, SecretKeySpec key) {
        this.algorithm = algorithm;
        this.key = key;
        try {
            this.cipher = Cipher.getInstance(algorithm.transformation);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks " + algorithm.transformation, e);
        }
    }

    /// The tag over the remaining bytes of `data`, whose position is left alone.
    ///
    /// @param number never used before with this key
    byte[] tag(long number, ByteBuffer data) {
        begin(number);
        update(data);
        return finish();
    }

    /// Begins a tag, and forgets one that was not finished.
    ///
    /// @param number never used before with this key
    void begin(long number) {
        byte[] nonce =
                ByteBuffer.allocate(MacAlgorithm.NONCE_BYTES)
                        .putLong(MacAlgorithm.NONCE_BYTES - Long.BYTES, number)
                        .array();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, algorithm.parameters(nonce));
        } catch (GeneralSecurityException e) {
            throw failed(e);
        }
    }

    /// Takes the remaining bytes of `data`, whose position is left alone.
    void update(ByteBuffer data) {
        ByteBuffer rest = data.duplicate();
        while (rest.hasRemaining()) {
            int length = Math.min(chunk.length, rest.remaining());
            rest.get(chunk, 0, length);
            cipher.updateAAD(chunk, 0, length);
        }
    }

    /// The tag over all that was taken.
    byte[] finish() {
        try {
            return cipher.doFinal();
        } catch (GeneralSecurityException e) {
            throw failed(e);
        }
    }

    private IllegalStateException failed(GeneralSecurityException e) {
        return new IllegalStateException(algorithm.transformation + " failed", e);
    }

    /// Whether that is the tag, in a time that does not tell where it differs.
    boolean verify(long number, ByteBuffer data, byte[] tag) {
        return MessageDigest.isEqual(tag(number, data), tag);
    }
}
