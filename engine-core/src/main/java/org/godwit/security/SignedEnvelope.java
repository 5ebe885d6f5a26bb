package org.godwit.security;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// The bytes of a signed message, as `docs/formats/envelope.md` lays them down. Knows the layout
/// only: [EnvelopeSigner] makes them, [EnvelopeVerifier] believes them or not.
///
/// ```
/// magic (4) | version (1) | certificate length (2) | payload length (4) | certificate | payload
///   | signature (64)
/// ```
public final class SignedEnvelope {
    /// An envelope longer than this is neither made nor looked at.
    public static final int ENVELOPE_BYTES_MAX = 16 * 1024 * 1024;

    /// The sender's certificate in DER; with 64 hosts it has some 5,000 bytes.
    public static final int CERTIFICATE_BYTES_MAX = 16 * 1024;

    /// What fits beside the largest certificate.
    public static final int PAYLOAD_BYTES_MAX =
            ENVELOPE_BYTES_MAX - CERTIFICATE_BYTES_MAX - 11 - 64;

    /// ECDSA with SHA-256, signature as r and s of 32 bytes each (IEEE P1363): a fixed length, and
    /// one encoding only.
    static final String SIGNATURE = "SHA256withECDSAinP1363Format";

    static final int SIGNATURE_BYTES = 64;

    private static final int MAGIC = 0x4757_454E; // "GWEN"
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 11;

    private final byte[] bytes;
    private final int certificateLength;
    private final int payloadLength;

    private SignedEnvelope(byte[] bytes, int certificateLength, int payloadLength) {
        this.bytes = bytes;
        this.certificateLength = certificateLength;
        this.payloadLength = payloadLength;
    }

    /// The envelope without its signature, with room for it at the end.
    static byte[] unsigned(byte[] certificate, byte[] payload) {
        return ByteBuffer.allocate(
                        HEADER_BYTES + certificate.length + payload.length + SIGNATURE_BYTES)
                .putInt(MAGIC)
                .put(VERSION)
                .putShort((short) certificate.length)
                .putInt(payload.length)
                .put(certificate)
                .put(payload)
                .array();
    }

    /// Takes the bytes apart; empty if they are not laid out as an envelope of this version. Keeps
    /// a reference to `bytes`.
    static Optional<SignedEnvelope> parse(byte[] bytes) {
        if (bytes.length < HEADER_BYTES + SIGNATURE_BYTES || bytes.length > ENVELOPE_BYTES_MAX) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (header.getInt() != MAGIC || header.get() != VERSION) {
            return Optional.empty();
        }
        int certificateLength = Short.toUnsignedInt(header.getShort());
        int payloadLength = header.getInt();
        long total = (long) HEADER_BYTES + certificateLength + payloadLength + SIGNATURE_BYTES;
        if (certificateLength > CERTIFICATE_BYTES_MAX
                || payloadLength < 0
                || total != bytes.length) {
            return Optional.empty();
        }
        return Optional.of(new SignedEnvelope(bytes, certificateLength, payloadLength));
    }

    byte[] bytes() {
        return bytes;
    }

    /// How many of the first bytes are signed.
    int signedLength() {
        return bytes.length - SIGNATURE_BYTES;
    }

    byte[] certificate() {
        return Arrays.copyOfRange(bytes, HEADER_BYTES, HEADER_BYTES + certificateLength);
    }

    byte[] payload() {
        int start = HEADER_BYTES + certificateLength;
        return Arrays.copyOfRange(bytes, start, start + payloadLength);
    }
}
