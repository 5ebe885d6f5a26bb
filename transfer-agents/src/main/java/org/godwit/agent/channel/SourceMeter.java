package org.godwit.agent.channel;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.godwit.agent.wire.Frame;
import org.godwit.model.Bottleneck;

/// Finds what keeps a [SourceSession] from sending faster: by looking often at what it waits for,
/// and by the kernel's accounts of its connections. Guarded by the session's lock.
final class SourceMeter {
    static final Duration VOTE_EVERY = Duration.ofMillis(100);

    /// Looks that make one statement.
    private static final int VOTES = 5;

    /// A host this busy has no time to send faster.
    private static final double CPU_BUSY = 0.93;

    private static final double MOST = 0.5;
    private static final double MUCH = 0.3;

    /// Part of the sent bytes, in millionths, from which on losses count...
    private static final int LOSS_PPM = 500;

    /// ...as losses of the way, if its queues are not full, or else as a full link.
    private static final double QUEUE_FULL = 1.25;

    /// One look.
    ///
    /// @param asked whether something is to be sent
    /// @param starved whether a connection waits for a block that is not read yet
    /// @param capped whether a block waits for the granted rate
    record Vote(boolean asked, boolean starved, boolean capped) {}

    private final long sendBufferBytesMax;
    private final Map<FrameChannel, TcpInfo> before = new HashMap<>();
    private int votes;
    private int asked;
    private int starved;
    private int capped;

    SourceMeter(long sendBufferBytesMax) {
        this.sendBufferBytesMax = sendBufferBytesMax;
    }

    void vote(Vote vote) {
        votes++;
        asked += vote.asked() ? 1 : 0;
        starved += vote.starved() ? 1 : 0;
        capped += vote.capped() ? 1 : 0;
    }

    boolean isDue() {
        return votes >= VOTES;
    }

    /// Whether anything was to be sent since the last statement.
    boolean wasAsked() {
        return asked > 0;
    }

    /// Sums up the time since the last call.
    ///
    /// @param cpuLoad part of the host's processors in use, 0 to 1
    Frame.Conditions conditions(List<FrameChannel> connections, double cpuLoad) {
        Sum sum = new Sum();
        Map<FrameChannel, TcpInfo> now = new HashMap<>();
        for (FrameChannel channel : connections) {
            channel.tcpInfo()
                    .ifPresent(info -> {
                        sum.add(before.getOrDefault(channel, info), info);
                        now.put(channel, info);
                    });
        }
        before.clear();
        before.putAll(now);
        Bottleneck limitedBy = limitedBy(sum, cpuLoad);
        votes = 0;
        asked = 0;
        starved = 0;
        capped = 0;
        return new Frame.Conditions(
                sum.rttMicros(),
                sum.minRttMicros(),
                sendBufferBytesMax,
                sum.retransmittedPpm(),
                limitedBy);
    }

    private Bottleneck limitedBy(Sum sum, double cpuLoad) {
        if (asked < MOST * votes) {
            return Bottleneck.ORDERS;
        }
        if (capped > MUCH * votes) {
            return Bottleneck.PACING;
        }
        if (cpuLoad > CPU_BUSY) {
            return Bottleneck.SOURCE_CPU;
        }
        if (starved > MOST * votes) {
            return Bottleneck.SOURCE_DISK;
        }
        if (sum.windowLimited > MUCH * sum.busy) {
            return Bottleneck.WINDOW;
        }
        boolean queueFull = sum.rttMicros() > QUEUE_FULL * sum.minRttMicros();
        return sum.retransmittedPpm() > LOSS_PPM && !queueFull ? Bottleneck.LOSS : Bottleneck.LINK;
    }

    private static final class Sum {
        private int connections;
        private long rtt;
        private int minRtt = Integer.MAX_VALUE;
        private long sent;
        private long retransmitted;
        private long busy;
        private long windowLimited;

        void add(TcpInfo then, TcpInfo now) {
            connections++;
            rtt += now.rttMicros();
            minRtt = Math.min(minRtt, now.minRttMicros());
            sent += now.bytesSent() - then.bytesSent();
            retransmitted += now.bytesRetransmitted() - then.bytesRetransmitted();
            busy += now.busyMicros() - then.busyMicros();
            windowLimited +=
                    now.sendBufferLimitedMicros()
                            - then.sendBufferLimitedMicros()
                            + now.receiveWindowLimitedMicros()
                            - then.receiveWindowLimitedMicros();
        }

        int rttMicros() {
            return connections == 0 ? 0 : (int) (rtt / connections);
        }

        int minRttMicros() {
            return connections == 0 ? 0 : minRtt;
        }

        int retransmittedPpm() {
            return sent == 0 ? 0 : (int) (1_000_000 * retransmitted / sent);
        }
    }
}
