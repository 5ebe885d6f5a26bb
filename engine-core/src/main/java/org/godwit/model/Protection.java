package org.godwit.model;

/// How the data connections of a link are protected, after both agents have proved by certificate
/// who they are. Anything but [#TLS] holds only where the engine says so for the link and the
/// source's own configuration accepts it.
public enum Protection {
    /// TLS 1.3 from the first byte to the last.
    TLS,

    /// Payload in clear; every frame carries a keyed checksum, so that a change on the way is
    /// found.
    INTEGRITY,

    /// Nothing after the handshake: for networks that are themselves protected.
    CLEAR
}
