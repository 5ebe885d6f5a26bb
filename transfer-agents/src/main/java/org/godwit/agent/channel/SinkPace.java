package org.godwit.agent.channel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.godwit.agent.wire.Frame;
import org.godwit.message.LinkCondition;
import org.godwit.model.Bottleneck;

/// How fast a [SinkSession] may be and is: its rate, the number of its connections, and what limits
/// it. Thread-safe; the session's lock guards it, methods that say so want it held, the others take
/// it.
final class SinkPace {
    /// Least and largest window that a connection is given.
    private static final int WINDOW_MIN = 128 << 10;

    private static final int WINDOW_MAX = 1 << 30;

    private final SinkContext context;
    private final ReentrantLock lock;
    private final List<SinkConnection> connections;
    private final ConnectionTuner tuner;
    private final SinkMeter meter;
    private final SessionWindow window = new SessionWindow();
    private long rate;
    private long ceiling;

    /// @param connections those of the session, at any time
    SinkPace(
            SinkContext context,
            ReentrantLock lock,
            List<SinkConnection> connections,
            ConnectionTuner tuner) {
        this.context = context;
        this.lock = lock;
        this.connections = connections;
        this.tuner = tuner;
        this.meter = new SinkMeter(context.clock().nanoTime());
    }

    /// The meter; to be used with the lock held.
    SinkMeter meter() {
        return meter;
    }

    /// How many connections there should be; lock held.
    int connectionsWanted() {
        return tuner.wanted(rate);
    }

    /// There is nothing to fetch any more; lock held.
    void onIdle() {
        tuner.onIdle();
    }

    /// A first connection is told the rate before anything else; lock held.
    void onConnected(SinkConnection connection) {
        if (rate > 0 && connections.size() == 1) {
            connection.channel().send(new Frame.Rate(rate));
        }
    }

    /// TCP has connected.
    void onReachable(TcpInfo info) {
        lock.lock();
        try {
            tuner.onRtt(info.rttMicros());
        } finally {
            lock.unlock();
        }
    }

    void onConditions(Frame.Conditions conditions) {
        double cpuLoad = HostLimits.cpuLoad();
        lock.lock();
        try {
            meter.onConditions(
                    window.bytes() > 0 ? boundByLink(conditions) : conditions,
                    cpuLoad,
                    context.clock().nanoTime());
            tuner.onConditions(conditions, meter.bytesPerSecond(), meter.stage());
            window.onConditions(
                    conditions, meter.arrivedBytes(), meter.stage(), context.clock().nanoTime());
            bound();
        } finally {
            lock.unlock();
        }
    }

    /// The window that holds the source up is what the link holds.
    private static Frame.Conditions boundByLink(Frame.Conditions said) {
        return said.limitedBy() == Bottleneck.WINDOW ? said.with(Bottleneck.LINK) : said;
    }

    /// Lock held. Said again each time, since the kernel raises a window as it sees fit.
    private void bound() {
        long bytes = window.bytes();
        int each =
                bytes == 0 || connections.isEmpty()
                        ? 0
                        : Math.clamp(bytes / connections.size(), WINDOW_MIN, WINDOW_MAX);
        connections.forEach(connection -> connection.channel().window(each));
    }

    /// Keeps the session below a rate whatever [#setRate] allows; 0 for no such bound. Before the
    /// first connection.
    void setCeiling(long bytesPerSecond) {
        lock.lock();
        try {
            ceiling = bytesPerSecond;
        } finally {
            lock.unlock();
        }
        setRate(bytesPerSecond);
    }

    /// Has the source send at most so many payload bytes per second; 0 for no cap.
    void setRate(long bytesPerSecond) {
        lock.lock();
        try {
            long wanted =
                    ceiling == 0 || (bytesPerSecond > 0 && bytesPerSecond < ceiling)
                            ? bytesPerSecond
                            : ceiling;
            if (wanted != rate) {
                rate = wanted;
                if (!connections.isEmpty()) {
                    connections.getFirst().channel().send(new Frame.Rate(rate));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// How the connections are; absent while nothing is known yet.
    Optional<LinkCondition> condition() {
        lock.lock();
        try {
            return meter.conditions()
                    .map(said ->
                            new LinkCondition(
                                    said.rttMicros(),
                                    said.retransmittedPpm() / 1e6,
                                    connections.size(),
                                    Optional.of(meter.stage())));
        } finally {
            lock.unlock();
        }
    }

    /// Payload that comes now.
    long bytesPerSecond() {
        lock.lock();
        try {
            return meter.bytesPerSecond();
        } finally {
            lock.unlock();
        }
    }

    /// Whether it might be faster with a larger rate, or nothing is known yet.
    boolean isHeldUpByRate() {
        lock.lock();
        try {
            return meter.conditions().isEmpty() || meter.stage() == Bottleneck.PACING;
        } finally {
            lock.unlock();
        }
    }

    Way way() {
        lock.lock();
        try {
            return new Way(connections.size(), meter.conditions(), meter.stage());
        } finally {
            lock.unlock();
        }
    }

    /// What limited most since a mark of the meter.
    Bottleneck since(Map<Bottleneck, Long> mark) {
        lock.lock();
        try {
            return meter.since(mark);
        } finally {
            lock.unlock();
        }
    }
}
