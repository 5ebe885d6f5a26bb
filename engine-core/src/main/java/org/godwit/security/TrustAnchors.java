package org.godwit.security;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.godwit.runtime.EngineException;

/// The authorities whose certificates count in this deployment. Usually one; two while a deployment
/// changes its authority.
///
/// @param certificates self-signed certificates of the authorities
public record TrustAnchors(List<X509Certificate> certificates) {
    /// Every envelope and handshake may look at each of them.
    private static final int ANCHORS_MAX = 16;

    public TrustAnchors {
        certificates = List.copyOf(certificates);
    }

    /// Reads the authorities of a PEM file.
    ///
    /// @throws EngineException `INVALID_INPUT` naming the file, if it cannot be used
    public static TrustAnchors load(Path file) {
        List<X509Certificate> certificates = PemFiles.readCertificates(file);
        if (certificates.size() > ANCHORS_MAX) {
            throw PemFiles.invalid(
                    file, "holds more than " + ANCHORS_MAX + " authorities; remove the old ones");
        }
        for (X509Certificate certificate : certificates) {
            if (certificate.getBasicConstraints() < 0) {
                throw PemFiles.invalid(
                        file,
                        "holds a certificate that is no authority's; take the deployment's "
                                + CertificateAuthority.CERTIFICATE_FILE);
            }
        }
        return new TrustAnchors(certificates);
    }
}
