package org.godwit.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.godwit.api.rest.RestFixture.Client;
import org.godwit.api.rest.RestFixture.Reply;
import org.godwit.model.RseType;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Lists of replicas in and out, by real requests.
class ReplicaListsTest {
    private static final String STREAM = "/godwit/v1/replicas/stream";

    @TempDir private Path directory;
    private RestFixture server;
    private Client root;
    private Client alice;

    @BeforeEach
    void start() {
        server = new RestFixture(directory, Duration.ofSeconds(20));
        server.engine.call(new AddSite("FR", ""));
        server.engine.call(new AddRse("FR-DISK", "FR", RseType.DISK, true, Map.of()));
        server.engine.call(new AddRse("FR-TAPE", "FR", RseType.TAPE, true, Map.of()));
        root = server.as("root");
        alice = server.as("alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String list(int files) {
        StringBuilder list = new StringBuilder("rse,scope,name,bytes,adler32,dataset\n");
        for (int i = 0; i < files; i++) {
            list.append("FR-DISK;FR-TAPE,alice,run/%d,%d,%x,set\n".formatted(i, i, i));
        }
        return list.toString();
    }

    private static JsonNode last(Reply reply) {
        return reply.rows().getLast();
    }

    @Test
    void aListOfAnyLengthIsTakenAndTheSameAgainChangesNothing() {
        Reply first = alice.post(STREAM, list(2_500));
        Reply again = alice.post(STREAM, list(2_500));

        assertThat(first.status()).isEqualTo(200);
        assertThat(last(first).toString())
                .isEqualTo(
                        "{\"line\":2501,\"replicas\":5000,\"attached\":2500,\"refused\":0,\"end\":true}");
        assertThat(last(again).path("replicas").asInt()).isZero();
        assertThat(root.get("/godwit/v1/dids/alice/set/replicas").rows()).hasSize(2_500);
        assertThat(root.get("/godwit/v1/rses/FR-TAPE/replicas").rows()).hasSize(2_500);
    }

    @Test
    void linesThatAreWrongAreToldByTheirNumberAndTheOthersGoIn() {
        Reply reply =
                alice.post(
                        STREAM,
                        """
                        rse,scope,name,bytes,adler32
                        FR-DISK,alice,a,1,1
                        NOWHERE,alice,b,1,1
                        FR-DISK,demo,c,1,1
                        FR-DISK,alice,a,2,1

                        FR-DISK,alice,d,x,1
                        """);

        assertThat(last(reply).path("replicas").asInt()).isEqualTo(1);
        assertThat(last(reply).path("refused").asInt()).isEqualTo(4);
        assertThat(
                        reply.rows().stream()
                                .filter(row -> row.has("error"))
                                .map(row -> row.path("line").asInt()))
                .containsExactlyInAnyOrder(3, 4, 5, 7);
    }

    @Test
    void aRehearsalSaysTheSameAndChangesNothing() {
        Reply reply = alice.post(STREAM + "?dry-run=true", list(10));

        assertThat(last(reply).path("replicas").asInt()).isEqualTo(20);
        assertThat(root.get("/godwit/v1/scopes/alice/replicas").rows()).isEmpty();
    }

    @Test
    void jsonLinesWithDefaultsFromTheQuery() {
        Reply reply =
                alice.post(
                        STREAM + "?rse=FR-DISK&scope=alice",
                        "{\"name\":\"x\",\"bytes\":1,\"adler32\":\"2\"}");

        assertThat(last(reply).path("replicas").asInt()).isEqualTo(1);
    }

    @Test
    void pathsOfTheirOwnAreForAdministrators() {
        String list = "rse,scope,name,bytes,adler32,path\nFR-DISK,alice,x,1,1,else/where\n";

        assertThat(last(alice.post(STREAM, list)).path("refused").asInt()).isEqualTo(1);
        assertThat(last(root.post(STREAM, list)).path("replicas").asInt()).isEqualTo(1);
        assertThat(root.get("/godwit/v1/rses/FR-DISK/replicas").rows().getFirst().path("path"))
                .hasToString("\"else/where\"");
    }

    @Test
    void manyDidsAreListedInOneCall() {
        JsonNode _ = last(alice.post(STREAM, list(3)));

        Reply reply =
                alice.post(
                        "/godwit/v1/replicas/list",
                        "{\"dids\":[{\"scope\":\"alice\",\"name\":\"run/2\"},{\"scope\":\"alice\",\"name\":\"run/0\"}]}");

        assertThat(reply.rows().stream().map(row -> row.path("name").asString()))
                .containsExactly("run/0", "run/2");
        assertThat(reply.rows().getFirst().path("rses").path("FR-TAPE").path("state"))
                .hasToString("\"AVAILABLE\"");
        assertThat(reply.rows().getFirst().path("adler32")).hasToString("\"00000000\"");
    }

    @Test
    void aScopesDumpHoldsFilesAndNoCollections() {
        JsonNode _ = last(alice.post(STREAM, list(3)));

        List<JsonNode> rows = root.get("/godwit/v1/scopes/alice/replicas").rows();

        assertThat(rows.stream().map(row -> row.path("name").asString()))
                .containsExactly("run/0", "run/1", "run/2");
    }
}
