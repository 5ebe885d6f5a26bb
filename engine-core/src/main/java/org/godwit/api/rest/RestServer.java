package org.godwit.api.rest;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.TrustOptions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.godwit.api.access.Authenticator;
import org.godwit.api.access.Backend;
import org.godwit.api.resource.Resources;
import org.godwit.api.web.Router;
import org.godwit.engine.Engine;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine's HTTPS server: TLS 1.3 alone; a client shows a certificate of the deployment or a
/// token. A certificate that the deployment did not issue ends the handshake. Thread-safe.
public final class RestServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
    private static final int EVENT_LOOPS = 2;
    private static final int SHUTDOWN_SECONDS = 2;

    private final RestOptions options;
    private final Vertx vertx;
    private final HttpServer server;
    private final RequestWorker worker;
    private final AtomicInteger connections = new AtomicInteger();

    /// @param engine open, and started by its owner before the first request
    public RestServer(RestOptions options, Engine engine, EngineClock clock) {
        this.options = options;
        Backend backend = new Backend(engine);
        this.worker =
                new RequestWorker(
                        new Authenticator(backend, clock),
                        new Router(Resources.routes(backend, clock, options.version())));
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(EVENT_LOOPS)
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setClassPathResolvingEnabled(false)
                                                .setFileCachingEnabled(false)));
        this.server =
                vertx.createHttpServer(settings(options))
                        .connectionHandler(this::connected)
                        .requestHandler(worker::accept);
    }

    /// Vert.x's defaults are open; everything that matters is said here.
    private static HttpServerOptions settings(RestOptions options) {
        HttpServerOptions settings =
                new HttpServerOptions()
                        .setHost(options.host())
                        .setPort(options.port())
                        .setMaxInitialLineLength(RestLimits.REQUEST_LINE_BYTES_MAX)
                        .setMaxHeaderSize(RestLimits.HEADERS_BYTES_MAX)
                        .setHttp2ClearTextEnabled(false)
                        .setDecompressionSupported(false)
                        .setCompressionSupported(false)
                        .setHandle100ContinueAutomatically(false);
        settings.setSsl(true)
                .setUseAlpn(false)
                .setSslEngineOptions(engine())
                .setKeyCertOptions(KeyCertOptions.wrap(options.credentials().keyManager()))
                .setTrustOptions(
                        TrustOptions.wrap(
                                options.credentials().trustManager(EnumSet.allOf(Role.class))))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setSslHandshakeTimeout(options.idle().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(options.idle().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        return settings.setClientAuth(ClientAuth.REQUEST);
    }

    /// BoringSSL, where its library is at hand: the same TLS for a third of the processor time.
    private static SSLEngineOptions engine() {
        return OpenSSLEngineOptions.isAvailable()
                ? new OpenSSLEngineOptions()
                : new JdkSSLEngineOptions();
    }

    private void connected(HttpConnection connection) {
        boolean full = connections.incrementAndGet() > RestLimits.CONNECTIONS_MAX;
        connection.closeHandler(closed -> connections.decrementAndGet());
        if (full) {
            connection.close();
        }
    }

    /// Begins to listen. Answers the port.
    ///
    /// @throws EngineException `UNAVAILABLE` if the address cannot be had
    public int start() {
        try {
            return server.listen().toCompletionStage().toCompletableFuture().join().actualPort();
        } catch (CompletionException e) {
            String reason = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
            throw new EngineException(
                    ErrorCode.UNAVAILABLE,
                    "cannot listen on "
                            + options.host()
                            + ":"
                            + options.port()
                            + ": "
                            + reason.lines().findFirst().orElse(""),
                    e);
        }
    }

    /// How many more streams may begin now.
    int streamsFree() {
        return worker.streamsFree();
    }

    /// Stops listening, gives requests in progress a moment, and ends.
    @Override
    public void close() {
        ended("the server", server.shutdown(SHUTDOWN_SECONDS, TimeUnit.SECONDS));
        worker.close();
        ended("Vert.x", vertx.close());
    }

    /// Waits, but not for ever: what does not end must not keep the process from ending.
    private static void ended(String what, Future<Void> end) {
        try {
            end.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(2 * SHUTDOWN_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            LOG.warn("{} did not end in time: {}", what, e.toString());
        }
    }
}
