package org.godwit.cli.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.godwit.cli.json.Json;
import org.godwit.cli.json.JsonText;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Credentials;
import org.godwit.security.Role;
import org.godwit.security.TrustAnchors;
import tools.jackson.core.JacksonException;

/// Requests to one engine, over TLS 1.3 with a certificate, a token, or both. Not thread-safe.
///
/// On the JDK's oldest client, since it starts in a third of the time of `java.net.http`
/// (docs/adr/0001). Every refusal is the engine's own [EngineException]; no connection is
/// `NETWORK_ERROR`, no trust `CANNOT_AUTHENTICATE`, no answer in time a [TimeoutException].
public final class ApiClient {
    private static final Duration CONNECT_TIME_MAX = Duration.ofSeconds(10);

    /// Between two bytes of an answer. Long lists come in a stream; a commit waits for its sync.
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    /// A token is 64 characters; a wrong file is told by its size.
    private static final int TOKEN_BYTES_MAX = 4096;

    private static final int PIECE_BYTES = 32 * 1024;
    private static final int ERROR_BYTES_MAX = 64 * 1024;
    private static final Set<Role> ENGINES = EnumSet.of(Role.ENGINE);

    static {
        // A POST that got no answer may have been obeyed: whoever asked decides about a second one.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final URI url;
    private final SSLSocketFactory sockets;
    private final Optional<String> token;

    private ApiClient(URI url, SSLContext tls, Optional<String> token) {
        this.url = url;
        this.sockets = tls.getSocketFactory();
        this.token = token;
    }

    /// Reads the profile's files; connects at the first request.
    public static ApiClient of(Profile profile, EngineClock clock) {
        SSLContext tls =
                profile.proof()
                        .keyPair()
                        .map(pair ->
                                new CredentialFiles(
                                        pair.certificate(), pair.key(), profile.authority()))
                        .map(files -> Credentials.load(files, clock).sslContext(ENGINES))
                        .orElseGet(() ->
                                Credentials.anonymousContext(
                                        TrustAnchors.load(profile.authority()), ENGINES, clock));
        return new ApiClient(
                profile.url(), tls, profile.proof().tokenFile().map(ApiClient::readToken));
    }

    /// One value.
    public Json get(ApiPath path) throws TimeoutException {
        return exchange("GET", path, Optional.empty());
    }

    /// Every value of a list, as it comes in.
    public void stream(ApiPath path, Consumer<Json> each) throws TimeoutException {
        stream("GET", path, Optional.empty(), each);
    }

    /// Every value of a list that is asked for in a body, as it comes in.
    public void stream(ApiPath path, Json question, Consumer<Json> each) throws TimeoutException {
        stream("POST", path, Optional.of(question), each);
    }

    private void stream(String method, ApiPath path, Optional<Json> body, Consumer<Json> each)
            throws TimeoutException {
        try (InputStream answer = send(method, path, body)) {
            JsonText.readEach(answer, each);
        } catch (IOException | JacksonException e) {
            throw broken(e);
        }
    }

    /// Writes the body of a request, piece by piece.
    @FunctionalInterface
    public interface BodyWriter {
        void write(OutputStream out) throws IOException;
    }

    /// Sends a body of any length, then reads every value of the answer.
    public void sendLines(ApiPath path, BodyWriter body, Consumer<Json> each)
            throws TimeoutException {
        try (InputStream answer = sendPieces(path, body)) {
            JsonText.readEach(answer, each);
        } catch (IOException | JacksonException e) {
            throw broken(e);
        }
    }

    private InputStream sendPieces(ApiPath path, BodyWriter body)
            throws TimeoutException, IOException {
        HttpsURLConnection connection = open("POST", path);
        try {
            connection.setDoOutput(true);
            connection.setChunkedStreamingMode(PIECE_BYTES);
            connection.setRequestProperty("Content-Type", "text/plain; charset=utf-8");
            try (OutputStream out =
                    new BufferedOutputStream(connection.getOutputStream(), PIECE_BYTES)) {
                body.write(out);
            }
            return answer(connection);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static InputStream answer(HttpsURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status >= HttpURLConnection.HTTP_BAD_REQUEST) {
            throw Refusals.of(status, refusal(connection), connection::getHeaderField);
        }
        return new BufferedInputStream(connection.getInputStream());
    }

    public Json post(ApiPath path, Json body) throws TimeoutException {
        return exchange("POST", path, Optional.of(body));
    }

    public Json put(ApiPath path, Json body) throws TimeoutException {
        return exchange("PUT", path, Optional.of(body));
    }

    public Json delete(ApiPath path) throws TimeoutException {
        return exchange("DELETE", path, Optional.empty());
    }

    public Json delete(ApiPath path, Json body) throws TimeoutException {
        return exchange("DELETE", path, Optional.of(body));
    }

    /// Where the engine is, for messages.
    public URI url() {
        return url;
    }

    private Json exchange(String method, ApiPath path, Optional<Json> body)
            throws TimeoutException {
        try (InputStream answer = send(method, path, body)) {
            return JsonText.read(answer);
        } catch (IOException | JacksonException e) {
            throw broken(e);
        }
    }

    /// Sends, and answers the body of what was not refused.
    private InputStream send(String method, ApiPath path, Optional<Json> body)
            throws TimeoutException, IOException {
        HttpsURLConnection connection = open(method, path);
        try {
            if (body.isPresent()) {
                byte[] bytes = JsonText.write(body.get()).getBytes(StandardCharsets.UTF_8);
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(bytes);
            }
            return answer(connection);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private HttpsURLConnection open(String method, ApiPath path) throws IOException {
        URI resource = URI.create(url.getScheme() + "://" + url.getRawAuthority() + path);
        if (!(resource.toURL().openConnection(Proxy.NO_PROXY)
                instanceof HttpsURLConnection connection)) {
            throw new IOException("no HTTPS in this Java runtime");
        }
        connection.setSSLSocketFactory(sockets);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(Math.toIntExact(CONNECT_TIME_MAX.toMillis()));
        connection.setReadTimeout(Math.toIntExact(SILENCE_MAX.toMillis()));
        connection.setRequestMethod(method);
        connection.setRequestProperty("Accept", "application/json, application/x-json-stream");
        token.ifPresent(
                secret -> connection.setRequestProperty("Authorization", "Bearer " + secret));
        return connection;
    }

    private static String refusal(HttpsURLConnection connection) throws IOException {
        try (InputStream body = connection.getErrorStream()) {
            return body == null
                    ? ""
                    : new String(body.readNBytes(ERROR_BYTES_MAX), StandardCharsets.UTF_8);
        }
    }

    private EngineException unreachable(IOException failure) throws TimeoutException {
        String address = url.getRawAuthority();
        return switch (failure) {
            case SocketTimeoutException _ -> {
                TimeoutException late =
                        new TimeoutException(
                                "the engine at %s did not answer; ask again, or look at its log"
                                        .formatted(address));
                late.initCause(failure);
                throw late;
            }
            case UnknownHostException _ ->
                    network(
                            "host not found: %s; correct the engine's address (--url)"
                                    .formatted(url.getHost()),
                            failure);
            case ConnectException _ ->
                    network(
                            "nothing listens at %s; start the engine there (godwit server), or correct the address (--url)"
                                    .formatted(address),
                            failure);
            case NoRouteToHostException _ ->
                    network(
                            "no route to %s; check the network and the address (--url)"
                                    .formatted(address),
                            failure);
            case SSLException _ ->
                    new EngineException(
                            ErrorCode.CANNOT_AUTHENTICATE,
                            "no trust between this client and %s: %s; check the certificate, its authority (--ca) and the address"
                                    .formatted(address, failure.getMessage()),
                            failure);
            case IOException _ ->
                    network(
                            "the connection to %s broke: %s; ask again, or look at the engine's log"
                                    .formatted(address, failure.getMessage()),
                            failure);
        };
    }

    private EngineException broken(Exception failure) {
        return network(
                "the answer of %s broke off: %s; ask again, or look at the engine's log"
                        .formatted(url.getRawAuthority(), failure.getMessage()),
                failure);
    }

    private static EngineException network(String message, Exception cause) {
        return new EngineException(ErrorCode.NETWORK_ERROR, message, cause);
    }

    private static String readToken(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(TOKEN_BYTES_MAX + 1);
            String token = new String(bytes, StandardCharsets.UTF_8).strip();
            if (bytes.length <= TOKEN_BYTES_MAX
                    && !token.isEmpty()
                    && token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                return token;
            }
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "cannot read the token in " + file + "; give another with --token-file",
                    e);
        }
        throw new EngineException(
                ErrorCode.INVALID_INPUT,
                file + " holds no token; make one with \"godwit token create --out FILE\"");
    }
}
