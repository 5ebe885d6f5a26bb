package org.godwit.agent.channel;

/// What bounds the connections between two agents, for those who advise on it.
public final class ConnectionLimits {
    /// Connections to one peer at most.
    public static final int PER_PEER_MAX = ConnectionTuner.CONNECTIONS_MAX;

    /// Part of the send buffer's maximum that is payload in flight.
    public static final double PAYLOAD_PER_SEND_BUFFER = ConnectionTuner.PAYLOAD_PER_BUFFER;

    private ConnectionLimits() {}
}
