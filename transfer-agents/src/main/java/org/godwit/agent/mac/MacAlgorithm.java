package org.godwit.agent.mac;

import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/// How a tag is computed: by an authenticated cipher that is given no text, only additional data.
/// Both take a nonce of 12 bytes, never to be used twice with a key, and give a tag of 16.
public enum MacAlgorithm {
    /// ChaCha20-Poly1305 (RFC 8439). By far the fastest where the CPU has AVX-512 with IFMA, and
    /// slow elsewhere.
    POLY1305(1, "ChaCha20-Poly1305", "ChaCha20", 32),

    /// AES-128-GCM (NIST SP 800-38D), in this use called GMAC. Needs AES and carry-less
    /// multiplication, which nearly every server has.
    GMAC(2, "AES/GCM/NoPadding", "AES", 16);

    public static final int TAG_BYTES = 16;
    static final int NONCE_BYTES = 12;

    private final int number;
    final String transformation;
    final String keyAlgorithm;
    final int keyBytes;

    MacAlgorithm(int number, String transformation, String keyAlgorithm, int keyBytes) {
        this.number = number;
        this.transformation = transformation;
        this.keyAlgorithm = keyAlgorithm;
        this.keyBytes = keyBytes;
    }

    /// Its number in frames.
    public int number() {
        return number;
    }

    AlgorithmParameterSpec parameters(byte[] nonce) {
        return switch (this) {
            case POLY1305 -> new IvParameterSpec(nonce);
            case GMAC -> new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce);
        };
    }
}
