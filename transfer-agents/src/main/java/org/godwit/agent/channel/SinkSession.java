package org.godwit.agent.channel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.WireException;
import org.godwit.message.LinkCondition;
import org.godwit.model.FailureClass;
import org.godwit.model.Protection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that a destination fetches from one source agent: what is asked for; the connections, kept
/// at their number while there is work; and what must be asked again when one breaks.
///
/// Thread-safe: one lock, under which nothing waits. Listeners are called without it.
final class SinkSession {
    private static final Logger log = LoggerFactory.getLogger(SinkSession.class);

    /// What becomes of a Data frame.
    sealed interface Placement {
        record Into(SinkConnection.Arrival arrival) implements Placement {}

        /// Its file has ended, or the block is here already.
        record Unwanted() implements Placement {}

        /// No slab is free.
        record NoRoom() implements Placement {}
    }

    private final SinkContext context;
    private final Peer peer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Reconnector reconnector;
    private final Map<Integer, Fetch> fetches = new LinkedHashMap<>();
    private final List<SinkConnection> connections = new ArrayList<>();
    private final LostConnections losses = new LostConnections();
    private final Stragglers<SinkConnection> stragglers = new Stragglers<>();
    private final FetchRequests requests;
    private final SinkPace pace;
    private SinkIdentity identity;
    private int nextRef;
    private volatile long lastProgressNanos;
    private boolean closed;

    /// The engine wants another protection than that of the connections: they carry nothing more.
    private boolean outdated;

    SinkSession(SinkContext context, Peer peer, ConnectionTuner tuner) {
        this.context = context;
        this.peer = peer;
        this.requests = new FetchRequests(context.options(), connections);
        this.pace = new SinkPace(context, lock, connections, tuner);
        this.identity = new SinkIdentity(context, context.protection(peer));
        this.reconnector = new Reconnector(context, this);
        this.lastProgressNanos = context.clock().nanoTime();
    }

    Peer peer() {
        return peer;
    }

    int blocksOf(long bytes) {
        return (int)
                ((bytes + context.options().blockBytes() - 1) / context.options().blockBytes());
    }

    /// Begins a fetch; empty where this session was closed for idleness meanwhile.
    Optional<Fetch> begin(FetchSpec spec, FetchListener listener) {
        Fetch fetch;
        applyTerms();
        lock.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            if (fetches.isEmpty()) {
                lastProgressNanos = context.clock().nanoTime();
            }
            fetch = new Fetch(this, nextRef++, spec, listener, pace.meter().mark());
            fetches.put(fetch.ref, fetch);
            requests.enqueue(fetch);
            pump();
        } finally {
            lock.unlock();
        }
        reconnector.wake();
        return Optional.of(fetch);
    }

    /// Asks for as much as the window allows; lock held.
    private void pump() {
        if (!outdated) {
            requests.pump();
        }
    }

    /// Where the payload of a Data frame goes.
    Placement place(SinkConnection over, Frame.Data header, BlockSeal seal) throws WireException {
        lock.lock();
        try {
            Fetch fetch = fetches.get(header.ref());
            if (fetch == null) {
                if (header.ref() < 0 || header.ref() >= nextRef) {
                    throw new WireException("data of a file that was never asked for");
                }
                return new Placement.Unwanted();
            }
            long block = header.offset() / context.options().blockBytes();
            if (block >= fetch.blocks
                    || header.offset() % context.options().blockBytes() != 0
                    || header.length() != requests.length(fetch, (int) block)) {
                throw new WireException("data that is not a block of its file");
            }
            if (!fetch.asked.get((int) block)) {
                return new Placement.Unwanted();
            }
            Optional<Slab> slab =
                    context.slabs().tryAcquire(header.length(), over.channel()::resume);
            pace.meter().onPlacement(slab.isPresent());
            if (slab.isEmpty()) {
                return new Placement.NoRoom();
            }
            slab.get().buffer().limit(header.length());
            fetch.asked.clear((int) block);
            fetch.arriving.set((int) block);
            stragglers.onBegin(over, header.length(), context.clock().nanoTime());
            return new Placement.Into(
                    new SinkConnection.Arrival(fetch, (int) block, seal, slab.get()));
        } finally {
            lock.unlock();
        }
    }

    void onProgress() {
        lastProgressNanos = context.clock().nanoTime();
    }

    void onArrived(SinkConnection over, SinkConnection.Arrival arrival) {
        onProgress();
        Fetch fetch = arrival.fetch();
        boolean wanted;
        lock.lock();
        try {
            wanted = !fetch.ended;
            stragglers.onEnd(over, context.clock().nanoTime());
            pace.meter().onArrived(arrival.slab().buffer().remaining());
        } finally {
            lock.unlock();
        }
        if (wanted) {
            fetch.listener.onBlock(fetch, arrival.block(), arrival.seal(), arrival.slab());
        } else {
            arrival.slab().release();
        }
    }

    void onWritten(Fetch fetch, int block) {
        settle(fetch, block, false);
    }

    void onAgain(Fetch fetch, int block) {
        settle(fetch, block, true);
    }

    private void settle(Fetch fetch, int block, boolean again) {
        // A slow disk here is not the source's silence.
        onProgress();
        lock.lock();
        try {
            if (fetch.ended || !fetch.arriving.get(block)) {
                return;
            }
            fetch.arriving.clear(block);
            requests.settle(fetch, block, again);
            pump();
        } finally {
            lock.unlock();
        }
    }

    void onClose(Fetch fetch) {
        lock.lock();
        try {
            if (fetch.ended) {
                return;
            }
            end(fetch);
            pump();
        } finally {
            lock.unlock();
        }
        reconnector.wake();
    }

    private void end(Fetch fetch) {
        fetch.ended = true;
        fetches.remove(fetch.ref);
        requests.end(fetch);
    }

    /// How fast it may be and is.
    SinkPace pace() {
        return pace;
    }

    void onConditions(Frame.Conditions conditions) {
        pace.onConditions(conditions);
        reconnector.wake();
    }

    /// How its connections are; absent while nothing is fetched or nothing is known yet.
    Optional<LinkCondition> condition() {
        return hasWork() ? pace.condition() : Optional.empty();
    }

    void onFileError(Frame.FileError error) {
        Optional<Fetch> failed;
        lock.lock();
        try {
            failed = Optional.ofNullable(fetches.get(error.ref()));
            failed.ifPresent(this::end);
            pump();
        } finally {
            lock.unlock();
        }
        FailureClass failure =
                switch (error.code()) {
                    case NOT_FOUND, READ_FAILED, BUSY -> FailureClass.SOURCE;
                    case CHANGED -> FailureClass.INTEGRITY;
                    case REFUSED -> FailureClass.REFUSED;
                };
        failed.ifPresent(f ->
                f.listener.onFailed(failure, "source " + peer.agent() + ": " + error.message()));
    }

    /// A new connection's greeting, or nothing where none is needed now.
    Optional<Frame.Hello> nextHello(int opening) {
        lock.lock();
        try {
            if (closed
                    || outdated
                    || fetches.isEmpty()
                    || connections.size() + opening >= pace.connectionsWanted()) {
                return Optional.empty();
            }
            return Optional.of(identity.nextHello());
        } finally {
            lock.unlock();
        }
    }

    /// The source will not have this session, now or later.
    void onRefused(SinkConnection connection, String why) {
        boolean current;
        lock.lock();
        try {
            current = identity.owns(connection);
        } finally {
            lock.unlock();
        }
        if (current) {
            failAll(FailureClass.REFUSED, why);
        }
    }

    /// How a connection goes on; empty where it belongs to a session that one of the ends has
    /// forgotten.
    Optional<SessionSecurity> onGreeted(SinkConnection connection, Frame.HelloOk ok) {
        lock.lock();
        try {
            if (closed || !identity.owns(connection)) {
                return Optional.empty();
            }
            Optional<SessionSecurity> security = identity.greeted(ok);
            if (security.isEmpty()) {
                // Begin anew, when the last has closed.
                connections.forEach(
                        other -> other.channel().close("the source forgot this session"));
            }
            return security;
        } finally {
            lock.unlock();
        }
    }

    void onConnected(SinkConnection connection) {
        lock.lock();
        try {
            if (closed || !identity.owns(connection)) {
                connection.channel().close("session out of date");
                return;
            }
            connections.add(connection);
            pace.onConnected(connection);
            losses.tell(connections.getFirst(), connection);
            pump();
        } finally {
            lock.unlock();
        }
        reconnector.onConnected();
    }

    void onDisconnected(
            SinkConnection connection,
            long dataFrames,
            Optional<SinkConnection.Arrival> partial,
            String why) {
        boolean wasOpening;
        lock.lock();
        try {
            partial.ifPresent(block -> {
                if (!block.fetch().ended) {
                    block.fetch().arriving.clear(block.block());
                    block.fetch().asked.set(block.block());
                }
            });
            wasOpening = !connections.remove(connection);
            stragglers.forget(connection);
            if (identity.owns(connection)) {
                // Even of one whose greeting never came back: the source may have used it already.
                int index = connection.hello().connection();
                losses.add(index, dataFrames);
                if (!connections.isEmpty()) {
                    recover(connection);
                } else if (!wasOpening) {
                    restart();
                }
            }
        } finally {
            lock.unlock();
        }
        log.debug("connection {} to {} ended: {}", connection.hello().connection(), peer, why);
        reconnector.onDisconnected(wasOpening, why);
    }

    /// No connection is left, so the source forgets the session: all is asked for again in a new
    /// one.
    private void restart() {
        identity = new SinkIdentity(context, context.protection(peer));
        outdated = !context.security().accepts(identity.protection());
        losses.clear();
        requests.restart(fetches.values());
    }

    /// Tells the source over another connection what did not arrive, and repeats what was said on
    /// the broken one and may not have been heard.
    private void recover(SinkConnection broken) {
        losses.tell(connections.getFirst(), broken);
        if (losses.areTooMany()) {
            connections.forEach(other -> other.channel().close("too many connections lost"));
            return;
        }
        requests.repeat(broken, fetches.values());
        pump();
    }

    int connectionCount() {
        lock.lock();
        try {
            return connections.size();
        } finally {
            lock.unlock();
        }
    }

    boolean hasWork() {
        lock.lock();
        try {
            return !fetches.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Closes a connection on which a block crawls while the others' do not. Another is opened, and
    /// what was to come over this one comes over the others.
    void dropStraggler() {
        Optional<SinkConnection> straggler;
        lock.lock();
        try {
            straggler = stragglers.giveUp(context.clock().nanoTime());
        } finally {
            lock.unlock();
        }
        straggler.ifPresent(crawling -> {
            log.info("connection {} to {} crawls", crawling.hello().connection(), peer);
            crawling.channel().close("slower by far than the other connections");
        });
    }

    /// Whether something asked for has not come for longer than allowed.
    boolean stalled() {
        lock.lock();
        try {
            long silence = context.clock().nanoTime() - lastProgressNanos;
            return silence > context.options().stallTimeout().toNanos()
                    && fetches.values().stream().anyMatch(fetch -> !fetch.asked.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /// Follows what the engine wants of the link now. Connections with another protection close;
    /// the last of them makes way for a new session.
    void applyTerms() {
        Protection wanted = context.protection(peer);
        boolean accepted = context.security().accepts(wanted);
        lock.lock();
        try {
            outdated = !accepted || identity.protection() != wanted;
            if (outdated) {
                connections.forEach(c -> c.channel().close("the link's protection has changed"));
            }
            if (outdated && accepted && connections.isEmpty()) {
                restart();
            }
        } finally {
            lock.unlock();
        }
        if (!accepted) {
            failAll(FailureClass.REFUSED, ChannelSecurity.refusal(context.self(), wanted));
        }
    }

    /// Fails everything.
    void failAll(FailureClass failure, String reason) {
        List<Fetch> failed;
        lock.lock();
        try {
            failed = List.copyOf(fetches.values());
            failed.forEach(this::end);
            connections.forEach(connection -> connection.channel().close(reason));
        } finally {
            lock.unlock();
        }
        failed.forEach(fetch -> fetch.listener.onFailed(failure, reason));
    }

    /// Closes the connections if nothing is to be fetched.
    ///
    /// @return whether the session is closed, for good
    boolean closeIfIdle() {
        lock.lock();
        try {
            if (!fetches.isEmpty()) {
                return false;
            }
            closed = true;
            pace.onIdle();
            connections.forEach(c -> c.channel().closeAfter(new Frame.Bye(), "idle"));
            return true;
        } finally {
            lock.unlock();
        }
    }
}
