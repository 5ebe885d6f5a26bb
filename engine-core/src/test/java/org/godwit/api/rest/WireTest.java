package org.godwit.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.godwit.api.rest.RestFixture.Client;
import org.godwit.api.rest.RestFixture.Reply;
import org.godwit.coordination.Await;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.namespace.AddDids;
import org.godwit.namespace.NewDid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What clients can do to the server short of being let in: bad bodies, large ones, slow ones,
/// going away.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WireTest {
    private static final int ROWS = 100_000;
    private static final int STREAMS = 20;
    private static final Duration IDLE = Duration.ofSeconds(2);

    private RestFixture server;
    private Client root;

    @BeforeAll
    void start(@TempDir Path shared) {

        server = new RestFixture(shared, IDLE);
        root = server.as("root");
        for (int from = 0; from < ROWS; from += AddDids.DIDS_MAX) {
            List<NewDid> dids = new ArrayList<>();
            for (int i = from; i < from + AddDids.DIDS_MAX; i++) {
                dids.add(NewDid.file(new Did("demo", "file-" + i), i, new Adler32(i)));
            }
            server.engine.call(new AddDids(dids, "root"));
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static void refused(Reply reply, int status, String message) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.json().path("ExceptionMessage").asString()).contains(message);
    }

    @Test
    void refusesBodiesThatAreNotWhatIsAskedFor() {
        String site = "/godwit/v1/sites/X";
        refused(root.post(site, "{\"country\":"), 400, "not valid JSON");
        refused(root.post(site, "[]"), 400, "a list, an object is needed");
        refused(root.post(site, "{} {}"), 400, "not valid JSON");
        refused(root.post(site, "{\"country\":\"FR\",\"country\":\"US\"}"), 400, "valid JSON");
        refused(
                root.post(site, "{\"land\":\"FR\"}"),
                400,
                "unknown field \"land\"; known are country");
        refused(
                root.post(site, "{\"country\":7}"),
                400,
                "field \"country\" is a number, not a text");
        refused(root.post(site, "{\"country\":" + "[".repeat(1000)), 400, "not valid JSON");
        refused(
                root.post("/godwit/v1/dids", "{\"dids\":[{\"scope\":\"demo\",\"nam\":\"x\"}]}"),
                400,
                "unknown field \"dids[0].nam\"");
        refused(
                root.post(
                        "/godwit/v1/dids",
                        "{\"dids\":[{\"scope\":\"demo\",\"name\":\"x\",\"type\":\"FILM\"}]}"),
                400,
                "FILE, DATASET, CONTAINER");
        refused(root.get("/godwit/v1/rses?expresion=x"), 400, "unknown query parameter");
        refused(root.get("/godwit/v1/rules/xyz"), 400, "invalid rule id");
    }

    @Test
    void answersUnknownPathsAndMethods() {
        refused(root.get("/godwit/v1/nothing"), 404, "openapi.yaml");
        refused(root.get("/"), 404, "nothing at /");
        refused(root.get("/godwit//v1/ping"), 404, "");
        Reply reply = root.post("/godwit/v1/ping", "");
        refused(reply, 405, "GET only");
        assertThat(reply.header("Allow")).isEqualTo("GET");
        assertThat(root.send("BREW", "/godwit/v1/ping", "").status()).isEqualTo(405);
    }

    @Test
    void refusesBodiesThatAreTooLarge() throws IOException {
        byte[] large = new byte[RestLimits.BODY_BYTES_MAX + 1];
        refused(
                root.send("POST", "/godwit/v1/dids", HttpRequest.BodyPublishers.ofByteArray(large)),
                413,
                "10000000 bytes");
        // Without a length declared, it is measured as it comes.
        refused(
                root.send(
                        "POST",
                        "/godwit/v1/dids",
                        HttpRequest.BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(large))),
                413,
                "10000000 bytes");
        assertThat(root.get("/godwit/v1/ping").status()).isEqualTo(200);
    }

    @Test
    void streamsManyRows() {
        Reply reply = root.get("/godwit/v1/dids/demo");
        assertThat(reply.header("Content-Type")).isEqualTo("application/x-json-stream");
        assertThat(reply.body().lines().count()).isEqualTo(ROWS);
    }

    @Test
    void keepsWithASlowReaderAndMakesNoMoreThanItTakes() throws Exception {
        try (SSLSocket socket = server.socket("root")) {
            ask(socket, "GET /godwit/v1/dids/demo HTTP/1.1\r\nHost: x\r\n\r\n");
            BufferedReader reader =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            long rows = 0;
            for (String line = reader.readLine();
                    line != null && !line.equals("0");
                    line = reader.readLine()) {
                if (line.contains("\"scope\"")) {
                    rows++;
                    if (rows % 20_000 == 0) {
                        Thread.sleep(IDLE.toMillis() / 4);
                    }
                }
            }
            // A row cut by a chunk's border counts for its first part only.
            assertThat(rows).isBetween((long) ROWS - 5_000, (long) ROWS);
        }
    }

    @Test
    void aReaderThatStopsOrGoesAwayLosesItsStream() throws Exception {
        List<SSLSocket> sockets = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            SSLSocket socket = server.socket("root");
            ask(socket, "GET /godwit/v1/dids/demo HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            sockets.add(socket);
        }
        for (int i = 0; i < sockets.size(); i += 2) {
            sockets.get(i).close();
        }
        Await.until(
                "all streams are over",
                Duration.ofSeconds(30),
                () -> server.streamsFree() == RestLimits.STREAMS_MAX);
        for (SSLSocket socket : sockets) {
            socket.close();
        }
        assertThat(root.get("/godwit/v1/ping").status()).isEqualTo(200);
    }

    @Test
    void dropsConnectionsThatSayNothing() throws Exception {
        try (SSLSocket silent = server.socket("root");
                SSLSocket slow = server.socket("root")) {
            ask(slow, "POST /godwit/v1/dids HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
            assertThat(endOf(silent)).isEmpty();
            assertThat(endOf(slow)).doesNotContain("200");
        }
    }

    private static String endOf(SSLSocket socket) throws IOException {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.net.SocketException e) {
            return "";
        }
    }

    private static void ask(SSLSocket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
