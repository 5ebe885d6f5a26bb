package org.godwit.cli.node;

import org.godwit.config.TlsConfig;
import org.godwit.runtime.EngineClock;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Credentials;

/// A node's credentials from the files that its configuration names.
final class NodeCredentials {
    private NodeCredentials() {}

    static Credentials load(TlsConfig tls, EngineClock clock) {
        return Credentials.load(
                new CredentialFiles(tls.certificate(), tls.key(), tls.authority()), clock);
    }
}
