package org.godwit.coordination.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLSocketFactory;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.Credentials;
import org.godwit.security.Identity;
import org.godwit.security.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine's end of the tunnel: lets in agents of this deployment, greets them, and relays each
/// connection to a port on this host's loopback. Thread-safe.
public final class TunnelServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelServer.class);

    private final ServerSocket listener;
    private final int postPort;
    private final String postName;
    private final SSLSocketFactory tls;
    private final EngineClock clock;
    private final SparseLog refusals;

    private final Semaphore connections = new Semaphore(TunnelLimits.SERVER_CONNECTIONS_MAX);
    private final Semaphore handshakes = new Semaphore(TunnelLimits.HANDSHAKES_MAX);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> connectionsOfAgents = new HashMap<>(); // guarded by itself

    private TunnelServer(
            ServerSocket listener,
            int postPort,
            String postName,
            Credentials credentials,
            EngineClock clock) {
        this.listener = listener;
        this.postPort = postPort;
        this.postName = postName;
        this.tls = credentials.sslContext(Set.of(Role.AGENT)).getSocketFactory();
        this.clock = clock;
        this.refusals = new SparseLog(LOG, clock);
    }

    /// Listens for agents.
    ///
    /// @param listen with port 0 for a free one
    /// @param postPort where the engine's mailboxes listen on 127.0.0.1
    /// @param postName their secret name, told to every agent let in
    /// @throws EngineException `INVALID_INPUT` if the address cannot be listened on
    public static TunnelServer open(
            InetSocketAddress listen,
            int postPort,
            String postName,
            Credentials credentials,
            EngineClock clock) {
        Greeting.check(postName);
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            try {
                listener.bind(listen, TunnelLimits.BACKLOG);
            } catch (IOException e) {
                Sockets.close(listener);
                throw e;
            }
            TunnelServer server =
                    new TunnelServer(listener, postPort, postName, credentials, clock);
            Sockets.threads("tunnel-accept").newThread(server::accept).start();
            return server;
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "cannot listen for agents on "
                            + listen
                            + "; configure an address of this host and a free port",
                    e);
        }
    }

    /// Where agents connect to.
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /// The agents that have a connection now; proved by their certificates, unlike what the
    /// mailboxes say of presence.
    public Set<String> connected() {
        synchronized (connectionsOfAgents) {
            return new TreeSet<>(connectionsOfAgents.keySet());
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket raw = listener.accept();
                if (!handshakes.tryAcquire()) {
                    refusals.warn("tunnel: refused a peer, too many at once");
                    Sockets.close(raw);
                } else if (!connections.tryAcquire()) {
                    handshakes.release();
                    refusals.warn("tunnel: refused a peer, too many connections");
                    Sockets.close(raw);
                } else {
                    Sockets.threads("tunnel-agent").newThread(() -> serve(raw)).start();
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    refusals.warn("tunnel: cannot accept connections: " + Sockets.reason(e));
                    pause();
                }
            }
        }
    }

    /// Out of file descriptors, most likely: trying again at once would only spin.
    private void pause() {
        try {
            clock.sleep(Duration.ofMillis(100));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket raw) {
        boolean shaking = true;
        register(raw);
        try (TlsConnection peer = TlsConnection.server(tls, raw)) {
            Identity agent = peer.handshake(clock);
            handshakes.release();
            shaking = false;
            if (enter(agent)) {
                try {
                    relay(peer, raw);
                } finally {
                    leave(agent);
                }
            } else {
                refusals.warn("tunnel: refused another connection of " + agent + ", it has enough");
            }
        } catch (IOException e) {
            if (!listener.isClosed()) {
                refusals.warn(
                        "tunnel: refused or lost "
                                + raw.getRemoteSocketAddress()
                                + ": "
                                + Sockets.reason(e));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (shaking) {
                handshakes.release();
            }
            Sockets.close(raw);
            sockets.remove(raw);
            connections.release();
        }
    }

    /// For [#close()], which may just have gone by.
    private void register(Socket socket) {
        sockets.add(socket);
        if (listener.isClosed()) {
            Sockets.close(socket);
        }
    }

    private void relay(TlsConnection peer, Socket raw) throws IOException, InterruptedException {
        Greeting.write(peer.socket().getOutputStream(), postName);
        try (Socket post = new Socket()) {
            post.connect(
                    new InetSocketAddress(Sockets.LOOPBACK, postPort),
                    TunnelLimits.CONNECT_MILLIS_MAX);
            post.setTcpNoDelay(true);
            register(post);
            try {
                new Relay(
                                peer.socket(),
                                post,
                                () -> {
                                    Sockets.close(raw);
                                    Sockets.close(post);
                                })
                        .run();
            } finally {
                sockets.remove(post);
            }
        }
    }

    private boolean enter(Identity agent) {
        synchronized (connectionsOfAgents) {
            int now = connectionsOfAgents.getOrDefault(agent.name(), 0);
            if (now >= TunnelLimits.CONNECTIONS_PER_AGENT_MAX) {
                return false;
            }
            connectionsOfAgents.put(agent.name(), now + 1);
            return true;
        }
    }

    private void leave(Identity agent) {
        synchronized (connectionsOfAgents) {
            int left = connectionsOfAgents.getOrDefault(agent.name(), 1) - 1;
            if (left == 0) {
                connectionsOfAgents.remove(agent.name());
            } else {
                connectionsOfAgents.put(agent.name(), left);
            }
        }
    }

    /// Stops listening and cuts all connections.
    @Override
    public void close() {
        Sockets.close(listener);
        new HashSet<>(sockets).forEach(Sockets::close);
    }
}
