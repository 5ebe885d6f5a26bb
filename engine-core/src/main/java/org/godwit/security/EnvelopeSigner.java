package org.godwit.security;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Signs messages with this process's key, so that they may travel through hands that nobody
/// trusts. It proves who wrote the payload, not to whom or when: receiver, epoch and incarnation
/// are the payload's business. Thread-safe.
public final class EnvelopeSigner {
    private final Credentials credentials;
    private final byte[] certificate;

    /// @throws EngineException `INVALID_INPUT` if the certificate is too large for an envelope
    public EnvelopeSigner(Credentials credentials) {
        this.credentials = credentials;
        try {
            this.certificate = credentials.certificate().getEncoded();
        } catch (CertificateEncodingException e) {
            throw cannotSign(e);
        }
        if (certificate.length > SignedEnvelope.CERTIFICATE_BYTES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the certificate of "
                            + credentials.identity()
                            + " is too large; issue one with fewer hosts");
        }
    }

    /// The payload in an envelope.
    ///
    /// @throws EngineException `INVALID_INPUT` for more than [SignedEnvelope#PAYLOAD_BYTES_MAX]
    ///   bytes
    public byte[] sign(byte[] payload) {
        if (payload.length > SignedEnvelope.PAYLOAD_BYTES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a message of "
                            + payload.length
                            + " bytes is above the bound of "
                            + SignedEnvelope.PAYLOAD_BYTES_MAX
                            + "; send it in parts");
        }
        byte[] envelope = SignedEnvelope.unsigned(certificate, payload);
        int signedLength = envelope.length - SignedEnvelope.SIGNATURE_BYTES;
        try {
            Signature signature = Signature.getInstance(SignedEnvelope.SIGNATURE);
            signature.initSign(credentials.privateKey());
            signature.update(envelope, 0, signedLength);
            signature.sign(envelope, signedLength, SignedEnvelope.SIGNATURE_BYTES);
            return envelope;
        } catch (GeneralSecurityException e) {
            throw cannotSign(e);
        }
    }

    private static EngineException cannotSign(GeneralSecurityException cause) {
        return new EngineException(
                ErrorCode.INTERNAL, "cannot sign with this process's key; issue it again", cause);
    }
}
