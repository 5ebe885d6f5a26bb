package org.godwit.agent.channel;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.runtime.EngineClock;

/// The destination's side of the data plane: fetches files from other agents, over connections that
/// stay open between files. Thread-safe.
public final class SkeinClient implements AutoCloseable {
    private final SinkContext context;
    private final ConcurrentHashMap<Peer, SinkSession> sessions = new ConcurrentHashMap<>();

    /// @param self this agent's name
    /// @param random thread-safe
    public SkeinClient(
            DataNetwork network,
            ChannelSecurity security,
            String self,
            Sink sink,
            RandomGenerator random,
            EngineClock clock) {
        this(network, security, self, sink, random, clock, ConnectionTap.NONE);
    }

    SkeinClient(
            DataNetwork network,
            ChannelSecurity security,
            String self,
            Sink sink,
            RandomGenerator random,
            EngineClock clock,
            ConnectionTap tap) {
        this.context =
                new SinkContext(
                        network, security, self, sink.slabs(), sink.options(), random, clock, tap);
    }

    /// The memory that arriving blocks use, and the sizes.
    public record Sink(SlabRing slabs, SkeinOptions options) {}

    /// Unit in which files come.
    public int blockBytes() {
        return context.options().blockBytes();
    }

    /// Begins to fetch a file's missing blocks. How it goes is said to the listener, which may be
    /// called before this returns.
    public Fetch fetch(Peer peer, FetchSpec spec, FetchListener listener) {
        if (spec.missing().isEmpty()) {
            throw new IllegalArgumentException("nothing to fetch of " + spec.path());
        }
        while (true) {
            SinkSession session = sessions.computeIfAbsent(peer, p -> new SinkSession(context, p));
            Optional<Fetch> fetch = session.begin(spec, listener);
            if (fetch.isPresent()) {
                return fetch.get();
            }
            sessions.remove(peer, session);
        }
    }

    /// Fails what is being fetched and closes all connections.
    @Override
    public void close() {
        sessions.values()
                .forEach(session -> {
                    session.failAll("this agent is stopping");
                    session.closeIfIdle();
                });
    }
}
