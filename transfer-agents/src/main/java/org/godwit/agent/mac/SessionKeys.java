package org.godwit.agent.mac;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The keys of one session whose payload travels in clear: HKDF-SHA-256 (RFC 5869) over the secrets
/// of both ends, salted with the session's id, one key for each use. Immutable.
public final class SessionKeys {
    private static final String LABEL = "skein 2 ";

    private final MacAlgorithm algorithm;
    private final SecretKey root;

    /// Mixes the secrets.
    ///
    /// @param session its 16-byte id
    public SessionKeys(
            MacAlgorithm algorithm, byte[] session, Secret ofDestination, Secret ofSource) {
        this.algorithm = algorithm;
        this.root =
                derive(
                        HKDFParameterSpec.ofExtract()
                                .addSalt(session)
                                .addIKM(ofDestination.toBytes())
                                .addIKM(ofSource.toBytes())
                                .extractOnly(),
                        "Generic");
    }

    public MacAlgorithm algorithm() {
        return algorithm;
    }

    /// Tags of the session's payloads.
    public PayloadMac payloads() {
        return new PayloadMac(algorithm, key("payload", 0));
    }

    /// Tags of the frames that the source sends on a connection.
    public FrameMac fromSource(int connection) {
        return new FrameMac(algorithm, key("from source", connection));
    }

    /// Tags of the frames that the destination sends on a connection.
    public FrameMac fromDestination(int connection) {
        return new FrameMac(algorithm, key("from destination", connection));
    }

    private SecretKeySpec key(String use, int connection) {
        byte[] label = (LABEL + use).getBytes(StandardCharsets.US_ASCII);
        byte[] info =
                ByteBuffer.allocate(label.length + 1 + Integer.BYTES)
                        .put(label)
                        .put((byte) algorithm.number())
                        .putInt(connection)
                        .array();
        SecretKey key =
                derive(
                        HKDFParameterSpec.expandOnly(root, info, algorithm.keyBytes),
                        algorithm.keyAlgorithm);
        return new SecretKeySpec(key.getEncoded(), algorithm.keyAlgorithm);
    }

    private static SecretKey derive(AlgorithmParameterSpec how, String forAlgorithm) {
        try {
            return KDF.getInstance("HKDF-SHA256").deriveKey(forAlgorithm, how);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot derive keys by HKDF-SHA256", e);
        }
    }
}
