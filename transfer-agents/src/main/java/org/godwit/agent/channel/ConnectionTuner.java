package org.godwit.agent.channel;

import org.godwit.agent.wire.Frame;
import org.godwit.model.Bottleneck;

/// How many connections a destination keeps to a source. One connection carries at most the bytes
/// its send buffer holds per round trip, so on a host that nobody tuned (4 MB) a way of 150 ms
/// needs 56 of them for 1 GB/s. The number follows from rate × round-trip time and the source's
/// limit, and grows while windows or losses are seen to be what holds the rate up. Not thread-safe.
final class ConnectionTuner {
    /// More would cost memory and time of processors; fewer leave processors idle under TLS.
    static final int CONNECTIONS_MAX = 64;

    static final int CONNECTIONS_MIN = 4;

    /// Opened before the first round-trip time is known.
    static final int CONNECTIONS_AT_FIRST = 8;

    /// What every link is taken to carry at least, 1 GB/s. A session that saw less may share the
    /// link: if it kept to fewer connections, those that came before it would keep their larger
    /// part, since TCP divides a link by connections.
    private static final long LINK_RATE_MIN = 1_000_000_000L;

    /// Part of the send buffer's maximum that is payload in flight; the kernel counts its own
    /// structures too. Measured: 4 MiB carry 23 MB/s at 150 ms.
    static final double PAYLOAD_PER_BUFFER = 0.65;

    /// How much more than the measured rate the connections are to carry, so that it can grow.
    private static final double HEADROOM = 1.5;

    private static final double GROWTH = 1.5;

    /// Growth is judged by the rate after this many statements of the source, two a second.
    private static final int PATIENCE = 8;

    /// A growth that brought less than this is the last one.
    private static final double WORTH_IT = 1.05;

    private final int fixed;
    private long rttMicros;
    private long sendBufferBytes = 4 << 20;
    private long linkRate;
    private int grown;
    private double rateBeforeGrowth;
    private int tooFew;

    /// @param fixed number that the admin wants, 0 to find it
    ConnectionTuner(int fixed) {
        this.fixed = fixed;
    }

    /// A round trip was measured.
    void onRtt(long micros) {
        if (micros > 0 && (rttMicros == 0 || micros < rttMicros)) {
            rttMicros = micros;
        }
    }

    /// The source's view of the way.
    ///
    /// @param bytesPerSecond what came since the last call
    /// @param stage what limits, as far as both ends know
    void onConditions(Frame.Conditions conditions, long bytesPerSecond, Bottleneck stage) {
        onRtt(conditions.minRttMicros());
        if (conditions.sendBufferBytes() > 0) {
            sendBufferBytes = conditions.sendBufferBytes();
        }
        if (stage == Bottleneck.LINK) {
            linkRate = Math.max(linkRate, bytesPerSecond);
        }
        if (stage != Bottleneck.WINDOW && stage != Bottleneck.LOSS) {
            tooFew = 0;
            return;
        }
        if (++tooFew < PATIENCE) {
            return;
        }
        tooFew = 0;
        if (grown == 0 || bytesPerSecond > WORTH_IT * rateBeforeGrowth) {
            grown = clamp((int) Math.ceil(Math.max(grown, computed(0)) * GROWTH));
            rateBeforeGrowth = bytesPerSecond;
        }
    }

    /// The work is done: the next begins with what the measurements ask for.
    void onIdle() {
        grown = 0;
        tooFew = 0;
    }

    /// How many connections there should be.
    ///
    /// @param capBytesPerSecond what the session may carry at most; 0 for no cap
    int wanted(long capBytesPerSecond) {
        if (fixed > 0) {
            return fixed;
        }
        if (rttMicros == 0) {
            return CONNECTIONS_AT_FIRST;
        }
        return Math.max(grown, computed(capBytesPerSecond));
    }

    private int computed(long capBytesPerSecond) {
        double rate = Math.max(LINK_RATE_MIN, HEADROOM * linkRate);
        if (capBytesPerSecond > 0) {
            rate = Math.min(rate, HEADROOM * capBytesPerSecond);
        }
        double perConnection = PAYLOAD_PER_BUFFER * sendBufferBytes;
        return clamp((int) Math.ceil(rate * rttMicros / 1e6 / perConnection));
    }

    private static int clamp(int connections) {
        return Math.clamp(connections, CONNECTIONS_MIN, CONNECTIONS_MAX);
    }
}
