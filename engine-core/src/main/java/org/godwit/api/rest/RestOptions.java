package org.godwit.api.rest;

import java.time.Duration;
import org.godwit.security.Credentials;

/// How the server listens.
///
/// @param host address to bind; `127.0.0.1` for this machine alone
/// @param port 0 for any free one
/// @param credentials the engine's own; clients' certificates must come from the same deployment
/// @param version of this software, for people
/// @param idle how long a connection may say nothing, or a reader of a stream take nothing
public record RestOptions(
        String host, int port, Credentials credentials, String version, Duration idle) {
    /// Long enough for a round trip to anywhere, short enough to get rid of the dead.
    public static final Duration IDLE = Duration.ofSeconds(30);

    public RestOptions(String host, int port, Credentials credentials, String version) {
        this(host, port, credentials, version, IDLE);
    }
}
