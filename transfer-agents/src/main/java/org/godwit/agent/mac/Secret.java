package org.godwit.agent.mac;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Key material that one end adds to a session. It travels inside TLS only, and shows in no log.
public final class Secret {
    public static final int BYTES = 32;

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A new one.
    ///
    /// @param random a cryptographically strong generator
    public static Secret random(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Secret(bytes);
    }

    /// Reads what [#toBytes] gave.
    ///
    /// @throws java.nio.BufferUnderflowException where it is cut short
    public static Secret read(ByteBuffer in) {
        byte[] bytes = new byte[BYTES];
        in.get(bytes);
        return new Secret(bytes);
    }

    /// A copy of the bytes, for a frame inside TLS.
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
