package org.godwit.agent.doctor;

import java.time.Duration;

/// What the host should be good for.
///
/// @param bytesPerSecond payload
/// @param rtt round-trip time to the other end
public record Goal(long bytesPerSecond, Duration rtt) {
    public Goal {
        if (bytesPerSecond < 1 || rtt.isNegative()) {
            throw new IllegalArgumentException("a goal has a rate, and no negative time");
        }
    }

    double rttSeconds() {
        return rtt.toNanos() / 1e9;
    }

    /// Bytes on the way at a time: rate × round-trip time.
    long bytesInFlight() {
        return Math.round(bytesPerSecond * rttSeconds());
    }
}
