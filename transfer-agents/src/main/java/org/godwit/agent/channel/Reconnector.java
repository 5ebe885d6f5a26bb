package org.godwit.agent.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.godwit.agent.wire.Frame;
import org.godwit.model.FailureClass;

/// Keeps a [SinkSession] at its number of connections while it has work, tries again with growing
/// pauses, gives up when there was none for too long, and closes what was idle for long.
/// Thread-safe. Its lock is never held while the session's is asked for.
final class Reconnector {
    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final Duration WATCH_EVERY = Duration.ofMillis(500);

    private final SinkContext context;
    private final SinkSession session;
    private final ReentrantLock lock = new ReentrantLock();
    private Duration pause = PAUSE_MIN;
    private String lastProblem = "no answer";
    private int opening;
    private boolean pausing;
    private boolean watching;
    private long unreachableSince;
    private long idleSince;

    Reconnector(SinkContext context, SinkSession session) {
        this.context = context;
        this.session = session;
    }

    /// There may be work.
    void wake() {
        session.applyTerms();
        if (!session.hasWork()) {
            return;
        }
        lock.lock();
        try {
            if (!watching) {
                watching = true;
                unreachableSince = context.clock().nanoTime();
                idleSince = unreachableSince;
                context.network().after(WATCH_EVERY, this::watch);
            }
        } finally {
            lock.unlock();
        }
        connectMissing();
    }

    void onConnected() {
        lock.lock();
        try {
            opening--;
            pause = PAUSE_MIN;
        } finally {
            lock.unlock();
        }
        connectMissing();
    }

    /// A connection ended.
    ///
    /// @param wasOpening it had not become one of the session's
    void onDisconnected(boolean wasOpening, String why) {
        lock.lock();
        try {
            if (wasOpening) {
                opening--;
            }
            lastProblem = why;
            if (pausing) {
                return;
            }
            pausing = true;
            context.network().after(pause, this::afterPause);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
        } finally {
            lock.unlock();
        }
    }

    private void afterPause() {
        lock.lock();
        try {
            pausing = false;
        } finally {
            lock.unlock();
        }
        connectMissing();
    }

    private void connectMissing() {
        while (true) {
            int now;
            lock.lock();
            try {
                if (pausing) {
                    return;
                }
                now = opening++;
            } finally {
                lock.unlock();
            }
            Optional<Frame.Hello> hello = session.nextHello(now);
            if (hello.isEmpty()) {
                lock.lock();
                try {
                    opening--;
                } finally {
                    lock.unlock();
                }
                return;
            }
            connect(hello.get());
        }
    }

    private void connect(Frame.Hello hello) {
        SinkConnection connection = new SinkConnection(session, hello);
        ChannelFuture connected =
                context.network()
                        .client(new Initializer(connection))
                        .connect(session.peer().host(), session.peer().port());
        var _ =
                connected.addListener(_ -> {
                    if (connected.isSuccess()) {
                        // The first round trip says how many others are needed.
                        TcpInfo.of(connected.channel()).ifPresent(session.pace()::onReachable);
                        connectMissing();
                    } else {
                        onDisconnected(true, String.valueOf(connected.cause().getMessage()));
                    }
                });
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        private final SinkConnection connection;

        Initializer(SinkConnection connection) {
            this.connection = connection;
        }

        @Override
        protected void initChannel(Channel channel) {
            context.security().protectClient(channel);
            FrameChannel frames = new FrameChannel(channel, connection);
            connection.attach(frames);
            long silenceMillis = context.options().stallTimeout().toMillis() / 2;
            channel.pipeline()
                    .addLast(
                            new IdleStateHandler(
                                    silenceMillis, silenceMillis / 3, 0, TimeUnit.MILLISECONDS))
                    .addLast(frames);
            context.tap().onPipeline(channel.pipeline());
        }
    }

    /// Runs every half second while the session is open.
    private void watch() {
        session.applyTerms();
        session.dropStraggler();
        boolean work = session.hasWork();
        int connected = session.connectionCount();
        Optional<String> failure = Optional.empty();
        boolean idle;
        lock.lock();
        try {
            long now = context.clock().nanoTime();
            if (connected > 0 || !work) {
                unreachableSince = now;
            }
            if (work) {
                idleSince = now;
            }
            idle = now - idleSince > context.options().idleKeep().toNanos();
            if (now - unreachableSince > context.options().connectTimeout().toNanos()) {
                unreachableSince = now;
                failure =
                        Optional.of(
                                "no connection to %s for %d s: %s"
                                        .formatted(
                                                session.peer(),
                                                context.options().connectTimeout().toSeconds(),
                                                lastProblem));
            }
        } finally {
            lock.unlock();
        }
        if (failure.isEmpty() && session.stalled()) {
            failure =
                    Optional.of(
                            "nothing came from %s for %d s"
                                    .formatted(
                                            session.peer(),
                                            context.options().stallTimeout().toSeconds()));
        }
        failure.ifPresent(why -> session.failAll(FailureClass.NETWORK, why));
        if (idle && session.closeIfIdle()) {
            return;
        }
        context.network().after(WATCH_EVERY, this::watch);
    }
}
