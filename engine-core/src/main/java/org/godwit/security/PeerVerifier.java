package org.godwit.security;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorResult;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.godwit.runtime.EngineClock;

/// Decides whether a certificate was issued by this deployment, is in its validity, and has a role
/// that is welcome (path validation of RFC 5280). Revocation is by short validity: there are no
/// revocation lists. Thread-safe.
public final class PeerVerifier {
    /// Authority, two intermediate ones at most, holder.
    private static final int CHAIN_LENGTH_MAX = 4;

    /// A member of the deployment, and the authority that vouches for it.
    record Peer(Identity identity, X509Certificate anchor) {}

    private final TrustAnchors trust;
    private final EngineClock clock;

    public PeerVerifier(TrustAnchors trust, EngineClock clock) {
        this.trust = trust;
        this.clock = clock;
    }

    /// Whom the chain stands for.
    ///
    /// @param chain the holder's certificate first
    /// @param welcome the roles that may pass
    /// @throws CertificateException with a readable reason, if the chain does not pass
    public Identity verify(List<X509Certificate> chain, Set<Role> welcome)
            throws CertificateException {
        Identity identity = check(chain).identity();
        if (!welcome.contains(identity.role())) {
            throw new CertificateException(
                    "the certificate is that of " + identity + ", whose role is not allowed here");
        }
        return identity;
    }

    /// As [#verify], whatever the role.
    Peer check(List<X509Certificate> chain) throws CertificateException {
        if (chain.isEmpty() || chain.size() > CHAIN_LENGTH_MAX) {
            throw new CertificateException("the certificate chain is empty or too long");
        }
        X509Certificate anchor = verifyPath(chain);
        return new Peer(Identity.of(chain.getFirst()), anchor);
    }

    private X509Certificate verifyPath(List<X509Certificate> chain) throws CertificateException {
        Instant now = clock.now();
        List<X509Certificate> path =
                chain.stream().filter(each -> !trust.certificates().contains(each)).toList();
        if (path.isEmpty()) {
            throw new CertificateException("an authority's certificate is nobody's identity");
        }
        Set<TrustAnchor> anchors = validAnchors(now);
        try {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidatorResult result =
                    CertPathValidator.getInstance("PKIX")
                            .validate(
                                    CertificateFactory.getInstance("X.509").generateCertPath(path),
                                    parameters);
            return ((PKIXCertPathValidatorResult) result).getTrustAnchor().getTrustedCert();
        } catch (CertPathValidatorException e) {
            throw new CertificateException(reason(e), e);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the certificate cannot be checked", e);
        }
    }

    /// The JDK takes an anchor's validity for granted, so expired ones are left out here.
    private Set<TrustAnchor> validAnchors(Instant now) throws CertificateException {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate certificate : trust.certificates()) {
            if (!now.isBefore(certificate.getNotBefore().toInstant())
                    && !now.isAfter(certificate.getNotAfter().toInstant())) {
                anchors.add(new TrustAnchor(certificate, null));
            }
        }
        if (anchors.isEmpty()) {
            throw new CertificateException("the deployment's authority is out of its validity");
        }
        return anchors;
    }

    private static String reason(CertPathValidatorException e) {
        if (e.getReason() == BasicReason.EXPIRED) {
            return "the certificate has expired";
        }
        if (e.getReason() == BasicReason.NOT_YET_VALID) {
            return "the certificate is not valid yet";
        }
        return "the certificate was not issued by this deployment's authority";
    }
}
