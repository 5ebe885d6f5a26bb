package org.godwit.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.godwit.api.rest.RestFixture.Client;
import org.godwit.api.rest.RestFixture.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventsTest {
    private RestFixture server;
    private Client root;

    @BeforeAll
    void start(@TempDir Path directory) {
        server = new RestFixture(directory, Duration.ofSeconds(20));
        root = server.as("root");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private void dataset(String name) {
        Reply added =
                root.post(
                        "/godwit/v1/dids",
                        "{\"dids\":[{\"scope\":\"demo\",\"name\":\"%s\",\"type\":\"DATASET\"}]}"
                                .formatted(name));
        assertThat(added.status()).as(added.body()).isEqualTo(201);
    }

    private long last() {
        return root.get("/godwit/v1/events/last").json().path("id").asLong();
    }

    private static List<String> names(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.rows().stream()
                .map(row -> row.path("payload").path("name").asString())
                .toList();
    }

    @Test
    void eventsAreReadOnFromWhereOneWas() {
        long before = last();
        dataset("a1");
        dataset("b1");
        Reply first = root.get("/godwit/v1/events?limit=1&after=" + before);
        assertThat(names(first)).containsExactly("a1");
        JsonNode event = first.rows().getFirst();
        assertThat(event.path("event_type").asString()).isEqualTo("CREATE_DTS");
        assertThat(names(root.get("/godwit/v1/events?after=" + event.path("id").asLong())))
                .containsExactly("b1");
        assertThat(names(root.get("/godwit/v1/events?after=" + last()))).isEmpty();
    }

    @Test
    void onlyTheTypesThatAreAskedForAreSent() {
        long before = last();
        dataset("a2");
        root.put("/godwit/v1/dids/demo/a2/status", "{\"open\":false}");
        root.put("/godwit/v1/dids/demo/a2/status", "{\"open\":true}");
        assertThat(
                        root
                                .get("/godwit/v1/events?type=close,OPEN&after=" + before)
                                .rows()
                                .stream()
                                .map(row -> row.path("event_type").asString()))
                .containsExactly("CLOSE", "OPEN");
        Reply unknown = root.get("/godwit/v1/events?type=closed");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body()).contains("CLOSE", "transfer-done");
    }

    @Test
    void whoWaitsSeesTheFirstEventSoonAfterItHappens() throws Exception {
        long before = last();
        try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
            Future<Reply> any =
                    clients.submit(() -> root.get("/godwit/v1/events?wait=20&after=" + before));
            Future<Reply> closed =
                    clients.submit(
                            () -> root.get("/godwit/v1/events?wait=20&type=CLOSE&after=" + before));
            dataset("a3");
            assertThat(names(any.get())).containsExactly("a3");
            assertThat(closed.isDone()).isFalse();
            root.put("/godwit/v1/dids/demo/a3/status", "{\"open\":false}");
            assertThat(names(closed.get())).containsExactly("a3");
        }
    }

    @Test
    void whoWaitsInVainIsAnsweredAndHoldsNoStream() throws Exception {
        int free = server.streamsFree();
        long last = last();
        try (ExecutorService clients = Executors.newFixedThreadPool(1)) {
            Future<Reply> waiting =
                    clients.submit(() -> root.get("/godwit/v1/events?wait=1&after=" + last));
            Thread.sleep(300);
            assertThat(server.streamsFree()).isEqualTo(free);
            assertThat(names(waiting.get())).isEmpty();
        }
    }

    @Test
    void aNumberThatIsAheadIsRefusedBeforeAnythingIsSent() {
        Reply ahead = root.get("/godwit/v1/events?wait=5&after=" + Long.MAX_VALUE);
        assertThat(ahead.status()).isEqualTo(400);
        assertThat(ahead.json().path("ExceptionMessage").asString()).contains("backup");
    }

    @Test
    void aDatasetHasTraitsAndMetadataAndFilesHaveArchives() {
        dataset("a6");
        Reply traits =
                root.put(
                        "/godwit/v1/dids/demo/a6/traits",
                        "{\"monotonic\":true,\"hidden\":true,\"lifetime\":3600}");
        assertThat(traits.json().path("monotonic").asBoolean()).isTrue();
        assertThat(traits.json().path("hidden").asBoolean()).isTrue();
        assertThat(traits.json().path("expires_at").isString()).isTrue();
        assertThat(
                        root.put("/godwit/v1/dids/demo/a6/traits", "{\"lifetime\":null}")
                                .json()
                                .path("expires_at")
                                .isNull())
                .isTrue();
        assertThat(root.put("/godwit/v1/dids/demo/a6/traits", "{\"lifetime\":-1}").status())
                .isEqualTo(400);

        root.put("/godwit/v1/dids/demo/a6/metadata", "{\"metadata\":{\"run\":\"7\",\"x\":\"y\"}}");
        assertThat(root.delete("/godwit/v1/dids/demo/a6/metadata/run").status()).isEqualTo(200);
        assertThat(
                        StreamSupport.stream(
                                        root.get("/godwit/v1/dids/demo/a6/metadata")
                                                .json()
                                                .spliterator(),
                                        false)
                                .map(JsonNode::asString))
                .containsExactly("y");
    }
}
