package org.godwit.agent.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.godwit.agent.disk.DiskExecutors;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.storage.Storages;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.SessionId;
import org.godwit.agent.wire.WireException;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The source's side of the data plane: accepts connections of other agents and sends them the
/// files that their grants cover. Thread-safe.
public final class SkeinServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SkeinServer.class);

    private static final int SESSIONS_MAX = 1024;
    private static final int CONNECTIONS_MAX = 8192;
    private static final Duration GREETING_MAX = Duration.ofSeconds(15);

    /// A destination pings far more often.
    private static final Duration SILENCE_MAX = Duration.ofMinutes(3);

    record SessionKey(String reader, SessionId id) {
        static SessionKey of(Frame.Hello hello) {
            return new SessionKey(hello.agent(), hello.session());
        }
    }

    private final DataNetwork network;
    private final ChannelSecurity security;
    private final String self;
    private final SourceContext context;
    private final RandomGenerator random;
    private final ChannelGroup channels =
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Map<SessionKey, SourceSession> sessions = new HashMap<>();
    private @Nullable Channel listening;

    /// @param self this agent's name
    /// @param random thread-safe and cryptographically strong
    public SkeinServer(
            DataNetwork network,
            ChannelSecurity security,
            String self,
            Source source,
            RandomGenerator random,
            EngineClock clock) {
        this.network = network;
        this.security = security;
        this.self = self;
        this.random = random;
        this.context =
                new SourceContext(
                        network,
                        source.storages(),
                        source.verifier(),
                        source.slabs(),
                        source.disks().readers(),
                        source.disks().preparers(),
                        source.options(),
                        HostLimits.sendBufferBytesMax(),
                        clock);
    }

    /// What the server serves from, and with what means.
    public record Source(
            Storages storages,
            GrantVerifier verifier,
            SlabRing slabs,
            DiskExecutors disks,
            SkeinOptions options) {}

    /// Listens at `address`; port 0 takes a free one.
    ///
    /// @return the port
    /// @throws EngineException where the address cannot be used
    public int start(InetSocketAddress address) {
        ChannelFuture bound =
                network.server(new Initializer()).bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new EngineException(
                    ErrorCode.UNAVAILABLE,
                    "cannot listen at %s: %s; choose another data address"
                            .formatted(address, String.valueOf(bound.cause().getMessage())),
                    bound.cause());
        }
        listening = bound.channel();
        channels.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            if (channels.size() > CONNECTIONS_MAX) {
                var _ = channel.close();
                return;
            }
            channels.add(channel);
            security.protectServer(channel);
            SourceConnection connection = new SourceConnection(SkeinServer.this);
            FrameChannel frames = new FrameChannel(channel, connection);
            connection.attach(frames);
            channel.pipeline()
                    .addLast(new IdleStateHandler(SILENCE_MAX.toSeconds(), 0, 0, TimeUnit.SECONDS))
                    .addLast(frames);
            var _ =
                    channel.eventLoop()
                            .schedule(
                                    () -> {
                                        if (!connection.greeted()) {
                                            frames.close("the peer did not say who it is");
                                        }
                                    },
                                    GREETING_MAX.toMillis(),
                                    TimeUnit.MILLISECONDS);
        }
    }

    String self() {
        return self;
    }

    int blockBytesMax() {
        return context.options().blockBytes();
    }

    ChannelSecurity security() {
        return security;
    }

    Optional<SourceSession> join(Frame.Hello hello, FrameChannel channel) throws WireException {
        SessionKey key = SessionKey.of(hello);
        synchronized (sessions) {
            SourceSession known = sessions.get(key);
            if (known != null && known.join(hello, channel)) {
                return Optional.of(known);
            }
            if (known == null && sessions.size() >= SESSIONS_MAX) {
                return Optional.empty();
            }
            SourceSession fresh =
                    new SourceSession(
                            context,
                            hello,
                            random.nextLong(),
                            SessionSecurity.answer(hello.security(), security.mac(), random));
            if (!fresh.join(hello, channel)) {
                throw new IllegalStateException("a new session has not ended");
            }
            sessions.put(key, fresh);
            return Optional.of(fresh);
        }
    }

    void leave(SessionKey key, SourceSession session, int index, String why) {
        log.debug("connection {} of {} ended: {}", index, key.reader(), why);
        synchronized (sessions) {
            if (session.leave(index)) {
                sessions.remove(key, session);
            }
        }
    }

    /// Closes all connections; destinations ask elsewhere or later.
    @Override
    public void close() {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        channels.close().awaitUninterruptibly();
    }
}
