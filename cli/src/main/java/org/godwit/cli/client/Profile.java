package org.godwit.cli.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where the engine is and who asks.
///
/// @param url `https://HOST:PORT`
/// @param authority the certificates of the deployment's authorities
/// @param proof a certificate, a token, or both
public record Profile(URI url, Path authority, Proof proof) {
    /// How the client proves who it is; the engine refuses who does neither.
    public record Proof(Optional<KeyPair> keyPair, Optional<Path> tokenFile) {}

    /// Two PEM files.
    public record KeyPair(Path certificate, Path key) {}
}
