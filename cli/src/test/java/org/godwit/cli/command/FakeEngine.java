package org.godwit.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.godwit.runtime.EngineClock;
import org.godwit.security.CertificateAuthority;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Credentials;
import org.godwit.security.Identity;
import org.godwit.security.Role;
import org.jspecify.annotations.Nullable;

/// A server with the API's transport (TLS, client certificates, Rucio's errors) and canned answers.
final class FakeEngine implements AutoCloseable {
    /// What came in.
    record Request(String method, String path, String body, Map<String, String> headers) {}

    private record Answer(int status, String body) {}

    private final HttpsServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final CredentialFiles user;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /// Listens at once, on a free port.
    FakeEngine(Path directory) throws IOException {
        EngineClock clock = EngineClock.system();
        CertificateAuthority authority =
                CertificateAuthority.create(directory, "test", Duration.ofDays(1), clock);
        Path out = directory.resolve("issued");
        CredentialFiles engine =
                authority.issue(
                        new Identity(Role.ENGINE, "engine"),
                        List.of("localhost"),
                        Duration.ofDays(1),
                        out);
        user =
                authority.issue(
                        new Identity(Role.USER, "alice"), List.of(), Duration.ofDays(1), out);
        SSLContext context =
                Credentials.load(engine, clock).sslContext(EnumSet.of(Role.USER, Role.AGENT));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters tls = Credentials.tlsParameters();
                        tls.setWantClientAuth(true);
                        parameters.setSSLParameters(tls);
                    }
                });
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    /// The next answer to such a request; the last one stays.
    FakeEngine answers(String method, String path, int status, String body) {
        answers.computeIfAbsent(method + " /godwit/v1" + path, _ -> new ArrayDeque<>())
                .add(new Answer(status, body));
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name, values.getFirst()));
        requests.add(
                new Request(
                        exchange.getRequestMethod(),
                        path.replaceFirst("^/godwit/v1", ""),
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                        headers));
        Deque<Answer> canned = answers.get(exchange.getRequestMethod() + " " + path);
        Answer answer = next(canned, path);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static synchronized Answer next(@Nullable Deque<Answer> canned, String path) {
        if (canned == null) {
            return new Answer(404, error("NotFound", "nothing at " + path));
        }
        return canned.size() > 1 ? canned.removeFirst() : canned.getFirst();
    }

    static String error(String type, String message) {
        return "{\"ExceptionClass\":\"%s\",\"ExceptionMessage\":\"%s\"}".formatted(type, message);
    }

    List<Request> requests() {
        return requests;
    }

    Request lastRequest() {
        return requests.getLast();
    }

    String url() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    CredentialFiles user() {
        return user;
    }

    /// What a user would have set.
    Map<String, String> environment() {
        return Map.of(
                "GODWIT_URL", url(),
                "GODWIT_CERT", user.certificate().toString(),
                "GODWIT_KEY", user.key().toString(),
                "GODWIT_CA", user.authority().toString());
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }
}
