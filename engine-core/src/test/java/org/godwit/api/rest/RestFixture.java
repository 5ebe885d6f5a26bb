package org.godwit.api.rest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.ReplicaCatalog;
import org.godwit.catalog.schema.Tables;
import org.godwit.engine.Engine;
import org.godwit.fleet.Fleet;
import org.godwit.model.AccountType;
import org.godwit.namespace.AddAccount;
import org.godwit.namespace.AddScope;
import org.godwit.namespace.GrantIdentity;
import org.godwit.namespace.Initialise;
import org.godwit.rule.MoveLimits;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.godwit.security.Role;
import org.godwit.security.TestDeployment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real engine on a catalogue in memory behind a real TLS server, with users `root` (an
/// administrator), `alice` (owner of scope `alice`) and `bob`.
public final class RestFixture implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    public final TestDeployment deployment;
    public final Engine engine;
    public final int port;
    private final RestServer server;
    private final List<Client> clients = new ArrayList<>();

    public RestFixture(Path directory, Duration idle) {
        this(directory, idle, new MemoryCatalog());
    }

    /// Over a catalogue that may have served before, and that stays open.
    public RestFixture(Path directory, Duration idle, ReplicaCatalog catalog) {
        EngineClock clock = EngineClock.system();
        deployment = new TestDeployment(directory, clock);
        engine =
                Engine.open(
                        catalog,
                        clock,
                        new Random(1),
                        new Fleet(clock),
                        Map.of(),
                        MoveLimits.DEFAULT);
        engine.start((effect, durable) -> {});
        if (engine.read(view -> view.get(Tables.ACCOUNT_BY_NAME, "alice")).isEmpty()) {
            engine.call(new Initialise(List.of("root"), List.of("demo")));
            engine.call(new AddAccount("alice", AccountType.USER, false));
            engine.call(new AddAccount("bob", AccountType.USER, false));
            engine.call(new GrantIdentity("alice", "alice"));
            engine.call(new GrantIdentity("bob", "bob"));
            engine.call(new AddScope("alice", "alice"));
        }
        for (String user : List.of("root", "alice", "bob", "stranger")) {
            deployment.user(user);
        }
        server =
                new RestServer(
                        new RestOptions(
                                "127.0.0.1", 0, deployment.engine("engine-1"), "test", idle),
                        engine,
                        clock);
        port = server.start();
    }

    /// How many more streams the server would take.
    int streamsFree() {
        return server.streamsFree();
    }

    /// The TLS context of a member.
    public SSLContext tls(String name) {
        return Credentials.load(deployment.files(name), EngineClock.system())
                .sslContext(Set.of(Role.ENGINE));
    }

    /// A client with the certificate of a user.
    public Client as(String user) {
        return with(tls(user), Map.of());
    }

    /// A client with what it is given.
    public Client with(SSLContext tls, Map<String, String> headers) {
        Client client = new Client(tls, headers);
        clients.add(client);
        return client;
    }

    /// A connection with the certificate of a user, for bytes as they are.
    public SSLSocket socket(String user) throws IOException {
        SSLSocket socket = (SSLSocket) tls(user).getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
        server.close();
        engine.close();
    }

    /// What a client got.
    public record Reply(int status, String body, java.net.http.HttpHeaders headers) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public List<JsonNode> rows() {
            return body.lines().map(JSON::readTree).toList();
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    /// A client of the API.
    public final class Client {
        private final HttpClient http;
        private final Map<String, String> headers;

        Client(SSLContext tls, Map<String, String> headers) {
            this.http =
                    HttpClient.newBuilder()
                            .sslContext(tls)
                            .version(HttpClient.Version.HTTP_1_1)
                            .build();
            this.headers = headers;
        }

        void close() {
            http.shutdownNow();
        }

        public Reply get(String path) {
            return send("GET", path, "");
        }

        public Reply post(String path, String body) {
            return send("POST", path, body);
        }

        /// A request that may be sent again under its key.
        public Reply once(String key, String method, String path, String body) {
            return send(
                    method,
                    path,
                    HttpRequest.BodyPublishers.ofString(body),
                    Map.of("Idempotency-Key", key));
        }

        public Reply put(String path, String body) {
            return send("PUT", path, body);
        }

        public Reply delete(String path) {
            return send("DELETE", path, "");
        }

        public Reply send(String method, String path, String body) {
            return send(method, path, HttpRequest.BodyPublishers.ofString(body));
        }

        public Reply send(String method, String path, HttpRequest.BodyPublisher body) {
            return send(method, path, body, Map.of());
        }

        private Reply send(
                String method,
                String path,
                HttpRequest.BodyPublisher body,
                Map<String, String> more) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(30))
                            .method(method, body);
            headers.forEach(request::header);
            more.forEach(request::header);
            try {
                HttpResponse<String> response =
                        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                return new Reply(response.statusCode(), response.body(), response.headers());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
