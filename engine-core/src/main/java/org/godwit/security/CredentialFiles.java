package org.godwit.security;

import java.nio.file.Path;

/// Where a process finds its credentials, all PEM.
///
/// @param certificate its certificate, followed by intermediate ones if any
/// @param key the private key, unencrypted PKCS #8, readable by its owner alone
/// @param authority the certificates of the deployment's authorities
public record CredentialFiles(Path certificate, Path key, Path authority) {
    /// The names [CertificateAuthority] gives: `NAME.crt`, `NAME.key` and `ca.crt` in one
    /// directory.
    public static CredentialFiles in(Path directory, String name) {
        return new CredentialFiles(
                directory.resolve(name + ".crt"),
                directory.resolve(name + ".key"),
                directory.resolve(CertificateAuthority.CERTIFICATE_FILE));
    }
}
