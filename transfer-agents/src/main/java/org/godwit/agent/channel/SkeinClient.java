package org.godwit.agent.channel;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.message.LinkCondition;
import org.godwit.model.FailureClass;
import org.godwit.runtime.EngineClock;

/// The destination's side of the data plane: fetches files from other agents, over connections that
/// stay open between files. Thread-safe.
public final class SkeinClient implements BlockFetcher, LinkConditions, AutoCloseable {
    private static final Duration CAPS_EVERY = Duration.ofMillis(500);

    private final SinkContext context;
    private final ConcurrentHashMap<Peer, SinkSession> sessions = new ConcurrentHashMap<>();

    /// Sessions that measure, beside those that carry files: the cap of a link holds for both.
    private final Set<SinkSession> probes = ConcurrentHashMap.newKeySet();

    /// What was learnt about the way to a peer outlives its sessions.
    private final ConcurrentHashMap<Peer, ConnectionTuner> tuners = new ConcurrentHashMap<>();

    private volatile boolean closing;

    /// @param self this agent's name
    /// @param terms what the engine allows on the links from other sites
    /// @param random thread-safe and cryptographically strong
    public SkeinClient(
            DataNetwork network,
            ChannelSecurity security,
            String self,
            Sink sink,
            LinkTerms terms,
            RandomGenerator random,
            EngineClock clock) {
        this(network, security, self, sink, terms, random, clock, ConnectionTap.NONE);
    }

    SkeinClient(
            DataNetwork network,
            ChannelSecurity security,
            String self,
            Sink sink,
            LinkTerms terms,
            RandomGenerator random,
            EngineClock clock,
            ConnectionTap tap) {
        this.context =
                new SinkContext(
                        network,
                        security,
                        self,
                        sink.slabs(),
                        sink.options(),
                        terms,
                        random,
                        clock,
                        tap);
        network.after(CAPS_EVERY, this::applyCaps);
    }

    /// The memory that arriving blocks use, and the sizes.
    public record Sink(SlabRing slabs, SkeinOptions options) {}

    @Override
    public int blockBytes() {
        return context.options().blockBytes();
    }

    @Override
    public Fetch fetch(Peer peer, FetchSpec spec, FetchListener listener) {
        if (spec.missing().isEmpty()) {
            throw new IllegalArgumentException("nothing to fetch of " + spec.path());
        }
        while (true) {
            SinkSession session = sessions.computeIfAbsent(peer, this::open);
            boolean joins = !session.hasWork();
            Optional<Fetch> fetch = session.begin(spec, listener);
            if (fetch.isPresent()) {
                if (joins) {
                    applyCap(peer.site());
                }
                return fetch.get();
            }
            sessions.remove(peer, session);
        }
    }

    /// Begins a fetch over connections of its own, so that it measures the way and not what else
    /// waits for it.
    ///
    /// @param bytesPerSecondMax below the link's cap, or 0 for no more than that
    public ProbeFetch probe(
            Peer peer, FetchSpec spec, long bytesPerSecondMax, FetchListener listener) {
        SinkSession session =
                new SinkSession(
                        context, peer, new ConnectionTuner(context.options().connections()));
        session.pace().setCeiling(bytesPerSecondMax);
        probes.add(session);
        long cap = context.terms().bytesPerSecondMax(peer.site());
        session.pace().setRate(Math.ceilDiv(cap, sessionsOf(peer.site()).size())); // 0 is no cap
        Fetch fetch = session.begin(spec, listener).orElseThrow();
        applyCap(peer.site());
        return new ProbeFetch(session, fetch, () -> probes.remove(session));
    }

    private SinkSession open(Peer peer) {
        SinkSession session =
                new SinkSession(
                        context,
                        peer,
                        tuners.computeIfAbsent(
                                peer, _ -> new ConnectionTuner(context.options().connections())));
        // With its connections come the shares of all, see fetch.
        long cap = context.terms().bytesPerSecondMax(peer.site());
        session.pace()
                .setRate(Math.ceilDiv(cap, 1 + sessionsOf(peer.site()).size())); // 0 is no cap
        return session;
    }

    private List<SinkSession> sessionsOf(String site) {
        return Stream.concat(sessions.values().stream(), probes.stream())
                .filter(session -> session.peer().site().equals(site))
                .toList();
    }

    /// Of several sources at a site: the means of what was measured, all connections, and what
    /// limits the one that brings most.
    @Override
    public Optional<LinkCondition> condition(String sourceSite) {
        List<SinkSession> working =
                sessionsOf(sourceSite).stream()
                        .filter(session -> session.condition().isPresent())
                        .sorted(
                                Comparator.comparingLong((SinkSession session) ->
                                                session.pace().bytesPerSecond())
                                        .reversed())
                        .toList();
        List<LinkCondition> each =
                working.stream().flatMap(session -> session.condition().stream()).toList();
        if (each.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new LinkCondition(
                        (long)
                                each.stream()
                                        .mapToLong(LinkCondition::rttMicros)
                                        .average()
                                        .orElse(0),
                        each.stream()
                                .mapToDouble(LinkCondition::retransmitRatio)
                                .average()
                                .orElse(0),
                        each.stream().mapToInt(LinkCondition::connections).sum(),
                        each.getFirst().limitedBy()));
    }

    private void applyCap(String site) {
        LinkCaps.apply(context.terms().bytesPerSecondMax(site), sessionsOf(site));
    }

    private void applyCaps() {
        Stream.concat(sessions.values().stream(), probes.stream())
                .map(session -> session.peer().site())
                .distinct()
                .forEach(this::applyCap);
        if (!closing) {
            context.network().after(CAPS_EVERY, this::applyCaps);
        }
    }

    /// Fails what is being fetched and closes all connections.
    @Override
    public void close() {
        closing = true;
        Stream.concat(sessions.values().stream(), probes.stream())
                .forEach(session -> {
                    session.failAll(FailureClass.NETWORK, "this agent is stopping");
                    session.closeIfIdle();
                });
    }
}
