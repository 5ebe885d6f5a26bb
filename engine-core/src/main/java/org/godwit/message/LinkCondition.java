package org.godwit.message;

import java.util.Optional;
import org.godwit.model.Bottleneck;

/// How the connections of a link are, as the agent at its destination measures them.
///
/// @param rttMicros round-trip time in microseconds, the mean over the connections
/// @param retransmitRatio packets sent again over packets sent, since the last heartbeat; of the
///   direction in which the data goes
/// @param connections in use
/// @param limitedBy what keeps the link from being faster now; absent while nothing moves
public record LinkCondition(
        long rttMicros, double retransmitRatio, int connections, Optional<Bottleneck> limitedBy) {}
