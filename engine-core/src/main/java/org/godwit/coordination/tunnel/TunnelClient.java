package org.godwit.coordination.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLSocketFactory;
import org.godwit.coordination.EngineRoute;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.Credentials;
import org.godwit.security.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An agent's end of the tunnel: listens on a free port of this host's loopback and carries each
/// connection to the engine, whose certificate must name the host it was reached by and have the
/// engine's role. Thread-safe.
public final class TunnelClient implements EngineRoute, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelClient.class);

    private final ServerSocket listener;
    private final String engineHost;
    private final int enginePort;
    private final SSLSocketFactory tls;
    private final EngineClock clock;
    private final SparseLog failures;
    private final Semaphore connections = new Semaphore(TunnelLimits.CLIENT_CONNECTIONS_MAX);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private TunnelClient(
            ServerSocket listener,
            String engineHost,
            int enginePort,
            Credentials credentials,
            EngineClock clock) {
        this.listener = listener;
        this.engineHost = engineHost;
        this.enginePort = enginePort;
        this.tls = credentials.sslContext(Set.of(Role.ENGINE)).getSocketFactory();
        this.clock = clock;
        this.failures = new SparseLog(LOG, clock);
    }

    /// Opens the local end. The engine need not be there yet.
    ///
    /// @param engineHost a DNS name or address that the engine's certificate holds; resolved anew
    ///   for each connection
    public static TunnelClient open(
            String engineHost, int enginePort, Credentials credentials, EngineClock clock) {
        try {
            ServerSocket listener = new ServerSocket(0, TunnelLimits.BACKLOG, Sockets.LOOPBACK);
            TunnelClient client =
                    new TunnelClient(listener, engineHost, enginePort, credentials, clock);
            Sockets.threads("tunnel-local").newThread(client::accept).start();
            return client;
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.UNAVAILABLE,
                    "cannot listen on 127.0.0.1; check this host's loopback interface and limits",
                    e);
        }
    }

    /// The local end, on 127.0.0.1.
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public Optional<Post> find() {
        try (Socket raw = new Socket();
                TlsConnection engine = connect(raw)) {
            return Optional.of(
                    new Post(address(), Greeting.read(engine.socket().getInputStream())));
        } catch (IOException e) {
            report(e);
            return Optional.empty();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket local = listener.accept();
                if (!connections.tryAcquire()) {
                    failures.warn("tunnel: refused a local connection, too many");
                    Sockets.close(local);
                } else {
                    Sockets.threads("tunnel-engine").newThread(() -> serve(local)).start();
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    failures.warn("tunnel: cannot accept local connections: " + Sockets.reason(e));
                }
            }
        }
    }

    private void serve(Socket local) {
        register(local);
        try (Socket raw = new Socket()) {
            register(raw);
            try (TlsConnection engine = connect(raw)) {
                Greeting.read(engine.socket().getInputStream());
                local.setTcpNoDelay(true);
                new Relay(
                                local,
                                engine.socket(),
                                () -> {
                                    Sockets.close(local);
                                    Sockets.close(raw);
                                })
                        .run();
            } finally {
                sockets.remove(raw);
            }
        } catch (IOException e) {
            report(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            Sockets.close(local);
            sockets.remove(local);
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

    private TlsConnection connect(Socket raw) throws IOException {
        InetSocketAddress address = new InetSocketAddress(engineHost, enginePort);
        if (address.isUnresolved()) {
            throw new UnknownHostException("no such host");
        }
        raw.connect(address, TunnelLimits.CONNECT_MILLIS_MAX);
        raw.setSoTimeout(TunnelLimits.CONNECT_MILLIS_MAX); // for the greeting
        TlsConnection engine = TlsConnection.client(tls, raw, engineHost);
        engine.handshake(clock);
        return engine;
    }

    private void report(IOException e) {
        if (!listener.isClosed()) {
            failures.warn(
                    "tunnel: engine at "
                            + engineHost
                            + ":"
                            + enginePort
                            + " not reached: "
                            + Sockets.reason(e));
        }
    }

    /// Closes the local end and cuts all connections.
    @Override
    public void close() {
        Sockets.close(listener);
        new HashSet<>(sockets).forEach(Sockets::close);
    }
}
