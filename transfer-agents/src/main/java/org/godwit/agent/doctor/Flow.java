package org.godwit.agent.doctor;

import org.godwit.agent.channel.ConnectionLimits;
import org.godwit.config.AgentConfig;

/// What one TCP connection carries at most: a window each round trip (RFC 7323, section 1.1). Of
/// the buffer that the kernel lets a socket have, only a part is payload.
final class Flow {
    /// At the sender, `tcp_wmem` counts what the kernel needs to keep the packets too.
    static final double SEND_SHARE = ConnectionLimits.PAYLOAD_PER_SEND_BUFFER;

    /// At the receiver, half of `tcp_rmem` is offered to the peer (`tcp_adv_win_scale` = 1, the
    /// default).
    static final double RECEIVE_SHARE = 0.5;

    /// More work too, but each has its own slow start and takes its own buffers.
    static final int CONNECTIONS_GOOD = 16;

    private Flow() {}

    /// How many connections the agent opens to one peer at most.
    static int connectionsMax(Host host) {
        return host.config()
                .map(AgentConfig::connections)
                .filter(fixed -> fixed > 0)
                .orElse(ConnectionLimits.PER_PEER_MAX);
    }

    /// Bytes per second of one connection.
    static double rate(long bufferMax, double share, Goal goal) {
        return bufferMax * share / Math.max(goal.rttSeconds(), 1e-4);
    }

    static long connectionsFor(double flowRate, Goal goal) {
        return Math.max(1, (long) Math.ceil(goal.bytesPerSecond() / flowRate));
    }

    /// A buffer with which one connection would do, as a power of two; at most 1 GiB.
    static long bufferFor(double share, Goal goal) {
        long needed = Math.max(4L << 20, (long) Math.ceil(goal.bytesInFlight() / share));
        long power = Long.highestOneBit(needed - 1) << 1;
        return Math.min(power, 1L << 30);
    }
}
