package org.godwit.coordination.tunnel;

import java.time.Duration;

/// The bounds of the tunnel at both ends.
final class TunnelLimits {
    /// Connections at the engine, all agents together; each takes two threads and two buffers.
    static final int SERVER_CONNECTIONS_MAX = 4_096;

    /// Of one agent: one client, the probe for it, and their successors while old ones time out.
    static final int CONNECTIONS_PER_AGENT_MAX = 8;

    /// Peers that have not shown a certificate yet.
    static final int HANDSHAKES_MAX = 256;

    /// Local connections at an agent.
    static final int CLIENT_CONNECTIONS_MAX = 16;

    /// For the whole handshake, five round trips of 300 ms and some lost packets.
    static final Duration HANDSHAKE_MAX = Duration.ofSeconds(10);

    static final int CONNECT_MILLIS_MAX = 10_000;

    /// Both ends of the post ping each other every few seconds: who is silent for so long is gone.
    static final int IDLE_MILLIS_MAX = 60_000;

    /// Per direction and connection: an eighth of 150 ms at 10 MB/s, for messages is plenty.
    static final int BUFFER_BYTES = 64 * 1024;

    /// At most one line of log in this time for each kind of refusal.
    static final Duration LOG_INTERVAL = Duration.ofSeconds(30);

    static final int BACKLOG = 128;

    private TunnelLimits() {}
}
