package org.godwit.agent.channel;

import org.godwit.agent.wire.Frame;

/// Holds the connections of a [SourceSession] together to what the way carries. Each of them runs
/// BBR by itself, takes for its own what it once got, and tries for more; dozens of them fill the
/// queue of a link and then send a tenth of everything twice. So when that is seen, the kernel
/// paces them to what arrives, and from there on they try for more together, a little at first and
/// more and more the longer nothing is lost. Guarded by the session's lock.
final class SendGovernor {
    /// Part of the bytes sent, in millionths, that is lost where a queue overflows...
    private static final int OVERFLOW_PPM = 5_000;

    /// ...and how much longer a round trip takes then. Losses without it come of the way itself:
    /// sending less would not make them fewer.
    private static final double QUEUE_FULL = 1.1;

    /// A connection's first step up, in bytes per second: with as many as there are, half a percent
    /// of 2 Gbit/s. All sessions on a link take equal steps up and part of themselves down, which
    /// brings them together.
    private static final double STEP = 20_000;

    /// Each step is larger than the one before by this.
    private static final double GROWTH = 1.2;

    private static final double BACK_OFF = 0.98;

    /// Where less than this part of what is allowed goes out, something else limits.
    private static final double USED = 0.9;

    /// Bytes of a granted rate may be uneven among connections, which this allows for.
    private static final double GRANTED_SLACK = 1.5;

    private static final double NANOS_PER_SECOND = 1e9;

    private long takenBytes;
    private long sinceNanos;
    private double cap;
    private double step;

    SendGovernor(long nowNanos) {
        this.sinceNanos = nowNanos;
    }

    /// The kernel has taken payload bytes.
    void onTaken(long bytes) {
        takenBytes += bytes;
    }

    /// Looks at what happened since the last call.
    ///
    /// @param granted payload bytes per second that the destination allows, 0 for any
    /// @return bytes per second for each connection, 0 for any
    long perConnection(
            Frame.Conditions conditions, int connections, long granted, long nowNanos) {
        double rate = takenBytes * NANOS_PER_SECOND / Math.max(1, nowNanos - sinceNanos);
        takenBytes = 0;
        sinceNanos = nowNanos;
        if (connections == 0) {
            return 0;
        }
        boolean overflows =
                conditions.retransmittedPpm() > OVERFLOW_PPM
                        && conditions.rttMicros() > QUEUE_FULL * conditions.minRttMicros();
        if (overflows) {
            cap = BACK_OFF * rate;
            step = STEP * connections;
        } else if (cap > 0 && rate > USED * cap) {
            cap += step;
            step *= GROWTH;
        }
        double limit = granted == 0 ? cap : limitOf(granted);
        return (long) Math.ceil(limit / connections);
    }

    private double limitOf(long granted) {
        double most = GRANTED_SLACK * granted;
        return cap == 0 ? most : Math.min(cap, most);
    }
}
