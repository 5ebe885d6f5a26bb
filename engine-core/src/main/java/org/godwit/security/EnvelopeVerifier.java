package org.godwit.security;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.PeerVerifier.Peer;
import org.godwit.security.Verification.Reason;
import org.godwit.security.Verification.Refused;
import org.godwit.security.Verification.Verified;

/// Believes an envelope only if a member of this deployment signed it. Everything in it is hostile
/// until then; no input makes it throw. Thread-safe.
///
/// Certificates that passed are remembered by fingerprint, so that a known sender costs one
/// signature check; their validity in time is looked at again each time.
public final class EnvelopeVerifier {
    /// More members than a grid has; a forger cannot fill it, since only what passed is kept.
    private static final int REMEMBERED_CERTIFICATES_MAX = 4096;

    private record Known(Peer peer, X509Certificate certificate) {
        Identity identity() {
            return peer.identity();
        }
    }

    private final PeerVerifier peers;
    private final Set<Role> welcome;
    private final EngineClock clock;
    private final Map<String, Known> remembered =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                    return size() > REMEMBERED_CERTIFICATES_MAX;
                }
            };

    /// @param welcome the roles whose messages count here: `AGENT` at an engine, `ENGINE` at an
    ///   agent
    public EnvelopeVerifier(TrustAnchors trust, Set<Role> welcome, EngineClock clock) {
        this.peers = new PeerVerifier(trust, clock);
        this.welcome = Set.copyOf(welcome);
        this.clock = clock;
    }

    /// Who sent what, or why not to believe it.
    public Verification verify(byte[] bytes) {
        Optional<SignedEnvelope> parsed = SignedEnvelope.parse(bytes);
        if (parsed.isEmpty()) {
            return new Refused(
                    Reason.MALFORMED,
                    bytes.length + " bytes that are no signed envelope of a known version");
        }
        SignedEnvelope envelope = parsed.get();
        Known sender;
        try {
            sender = sender(envelope.certificate());
        } catch (CertificateException e) {
            return new Refused(Reason.UNTRUSTED_SENDER, String.valueOf(e.getMessage()));
        }
        if (!welcome.contains(sender.identity().role())) {
            return new Refused(
                    Reason.WRONG_ROLE, sender.identity() + " may not send this kind of message");
        }
        if (!signedBy(sender.certificate(), envelope)) {
            return new Refused(
                    Reason.BAD_SIGNATURE, "the signature is not that of " + sender.identity());
        }
        return new Verified(sender.identity(), envelope.payload());
    }

    private Known sender(byte[] der) throws CertificateException {
        String fingerprint = fingerprint(der);
        Optional<Known> known = recall(fingerprint);
        if (known.isPresent()) {
            Date now = Date.from(clock.now());
            known.get().certificate().checkValidity(now);
            known.get().peer().anchor().checkValidity(now);
            return known.get();
        }
        Known checked = check(der);
        synchronized (remembered) {
            remembered.put(fingerprint, checked);
        }
        return checked;
    }

    private Known check(byte[] der) throws CertificateException {
        try {
            X509Certificate certificate = decode(der);
            Peer peer = peers.check(List.of(certificate));
            if (!EcKeys.isP256(certificate.getPublicKey())) {
                throw new CertificateException("the certificate's key is not on curve P-256");
            }
            return new Known(peer, certificate);
        } catch (RuntimeException e) {
            // a stranger's bytes in the JDK's parser: whatever it trips over is no certificate
            throw new CertificateException("the certificate cannot be read", e);
        }
    }

    private Optional<Known> recall(String fingerprint) {
        synchronized (remembered) {
            return Optional.ofNullable(remembered.get(fingerprint));
        }
    }

    private static X509Certificate decode(byte[] der) throws CertificateException {
        ByteArrayInputStream in = new ByteArrayInputStream(der);
        X509Certificate certificate =
                (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        if (in.available() > 0) {
            throw new CertificateException("bytes after the certificate");
        }
        return certificate;
    }

    private static boolean signedBy(X509Certificate certificate, SignedEnvelope envelope) {
        byte[] bytes = envelope.bytes();
        try {
            Signature signature = Signature.getInstance(SignedEnvelope.SIGNATURE);
            signature.initVerify(certificate.getPublicKey());
            signature.update(bytes, 0, envelope.signedLength());
            return signature.verify(bytes, envelope.signedLength(), SignedEnvelope.SIGNATURE_BYTES);
        } catch (SignatureException _) {
            return false;
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static String fingerprint(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static EngineException missing(GeneralSecurityException cause) {
        return new EngineException(
                ErrorCode.INTERNAL,
                "this Java runtime lacks SHA-256 or ECDSA; install a complete JDK 25",
                cause);
    }
}
