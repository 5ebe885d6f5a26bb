package org.godwit.api.rest;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.godwit.api.access.Authenticator;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Caller;
import org.godwit.api.access.Permit;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Repeat;
import org.godwit.api.web.Route;
import org.godwit.api.web.Router;
import org.godwit.api.web.StreamCutException;
import org.godwit.api.web.UrlText;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes requests from the event loops to virtual threads: who calls, which route, the body, the
/// answer. A body is not read before its sender is known. Thread-safe.
final class RequestWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestWorker.class);
    private static final String BEARER = "bearer ";

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Authenticator authenticator;
    private final Router router;
    private final BodyReader bodies = new BodyReader();
    private final Semaphore requests = new Semaphore(RestLimits.REQUESTS_MAX);
    private final Semaphore streams = new Semaphore(RestLimits.STREAMS_MAX);
    private final ExecutorService executor =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("rest-", 0).factory());

    RequestWorker(Authenticator authenticator, Router router) {
        this.authenticator = authenticator;
        this.router = router;
    }

    /// Called on an event loop.
    void accept(HttpServerRequest request) {
        request.pause();
        Context context = Objects.requireNonNull(Vertx.currentContext());
        if (!requests.tryAcquire()) {
            new Responder(request, bodies, context)
                    .refuse(
                            new EngineException(
                                    ErrorCode.OVERLOADED,
                                    "too many requests are in progress; try again in a moment"));
            return;
        }
        executor.execute(() -> {
            try {
                serve(request, context);
            } finally {
                requests.release();
            }
        });
    }

    int streamsFree() {
        return streams.availablePermits();
    }

    private void serve(HttpServerRequest request, Context context) {
        Responder responder = new Responder(request, bodies, context);
        try {
            send(responder, answer(request, context, responder));
        } catch (EngineException refusal) {
            responder.refuse(refusal);
        } catch (StreamCutException e) {
            LOG.debug("{} {}: the client has gone", request.method(), request.path());
        } catch (CompletionException e) {
            LOG.debug("{} {}: {}", request.method(), request.path(), e.toString());
            responder.cut();
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            responder.refuse(
                    new EngineException(
                            ErrorCode.INTERNAL, "internal error; the engine's log has more", e));
        }
    }

    private Answer answer(HttpServerRequest request, Context context, Responder responder) {
        Caller caller = authenticator.authenticate(shown(request));
        String path = Optional.ofNullable(request.path()).orElse("/");
        return switch (router.match(request.method().name(), path)) {
            case Router.Match.Found found -> {
                Route route = found.route();
                admit(route, caller);
                Map<String, String> query =
                        query(route, Optional.ofNullable(request.query()).orElse(""));
                Optional<String> key = Optional.ofNullable(request.getHeader(IDEMPOTENCY_KEY));
                requireRepeatable(route, key);
                if (route.streamed()) {
                    yield route.handler()
                            .answer(
                                    new Call(
                                            caller,
                                            found.parameters(),
                                            query,
                                            BodyStream.of(request, context)));
                }
                byte[] body = bodies.read(request, context);
                String line = request.method() + " " + request.uri();
                Optional<Repeat> repeat = key.map(name -> Repeat.of(name, line, body));
                yield route.handler()
                        .answer(new Call(caller, found.parameters(), query, body, repeat));
            }
            case Router.Match.OtherMethods other -> {
                String allowed =
                        other.allowed().stream()
                                .map(Enum::name)
                                .sorted()
                                .collect(Collectors.joining(", "));
                responder.header("Allow", allowed);
                throw new EngineException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        Names.printable(path) + " takes " + allowed + " only");
            }
            case Router.Match.Nothing _ ->
                    throw new EngineException(
                            ErrorCode.NOT_FOUND,
                            "there is nothing at "
                                    + Names.printable(path)
                                    + "; GET /godwit/v1/openapi.yaml lists all paths");
        };
    }

    /// A key that has no effect would be a promise not kept.
    private static void requireRepeatable(Route route, Optional<String> key) {
        if (key.isPresent() && !route.repeatable()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "no "
                            + IDEMPOTENCY_KEY
                            + " is taken here: leave it out; GET /godwit/v1/openapi.yaml says where"
                            + " it is");
        }
    }

    private static void admit(Route route, Caller caller) {
        switch (route.access()) {
            case ADMIN -> {
                Permit _ = Authorizer.admin(caller);
            }
            case ANY_ACCOUNT, OWNER -> {}
        }
    }

    private static Map<String, String> query(Route route, String raw) {
        Map<String, String> query = UrlText.query(raw);
        for (String name : query.keySet()) {
            if (!route.query().contains(name)) {
                String known =
                        route.query().isEmpty()
                                ? "this path takes none"
                                : "known are " + String.join(", ", new TreeSet<>(route.query()));
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "unknown query parameter \"" + Names.printable(name) + "\"; " + known);
            }
        }
        return query;
    }

    private void send(Responder responder, Answer answer) {
        switch (answer) {
            case Answer.Json json -> responder.json(json.status(), json.body());
            case Answer.Document document ->
                    responder.document(document.status(), document.mediaType(), document.body());
            case Answer.Empty empty -> responder.empty(empty.status());
            case Answer.Rows rows -> {
                if (!streams.tryAcquire()) {
                    throw new EngineException(
                            ErrorCode.OVERLOADED,
                            "too many lists are being read; try again in a moment");
                }
                try {
                    responder.rows(rows.source());
                } finally {
                    streams.release();
                }
            }
        }
    }

    private static Authenticator.Credentials shown(HttpServerRequest request) {
        Optional<String> token =
                Optional.ofNullable(request.getHeader("X-Rucio-Auth-Token"))
                        .or(() ->
                                Optional.ofNullable(request.getHeader("Authorization"))
                                        .filter(value ->
                                                value.regionMatches(
                                                        true, 0, BEARER, 0, BEARER.length()))
                                        .map(value -> value.substring(BEARER.length()).strip()));
        return new Authenticator.Credentials(chain(request), token);
    }

    private static List<X509Certificate> chain(HttpServerRequest request) {
        try {
            // null once the connection has gone
            return Stream.ofNullable(request.connection().peerCertificates())
                    .flatMap(List::stream)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
