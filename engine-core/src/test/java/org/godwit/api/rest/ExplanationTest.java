package org.godwit.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.godwit.api.rest.RestFixture.Client;
import org.godwit.api.rest.RestFixture.Reply;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.coordination.Await;
import org.godwit.decision.Command;
import org.godwit.fleet.RegisterAgent;
import org.godwit.message.FromAgent;
import org.godwit.model.Did;
import org.godwit.model.FailureClass;
import org.godwit.namespace.Dids;
import org.godwit.topology.Rses;
import org.godwit.transfer.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every wait has a reason in words.
final class ExplanationTest {
    private static final FromAgent.Space FR_SPACE =
            new FromAgent.Space("FR-DISK", 9_000_000_000L, 1_000_000_000L, false);

    @TempDir Path directory;
    private RestFixture server;
    private Client root;

    @BeforeEach
    void start() {
        server = new RestFixture(directory, Duration.ofSeconds(20));
        root = server.as("root");
        for (String site : List.of("UK", "FR")) {
            good(root.post("/godwit/v1/sites/" + site, "{}"));
            good(root.post("/godwit/v1/rses/" + site + "-DISK", "{\"site\":\"" + site + "\"}"));
        }
        for (int i = 0; i < 3; i++) {
            good(
                    root.post(
                            "/godwit/v1/replicas",
                            ("{\"rse\":\"UK-DISK\",\"replicas\":[{\"scope\":\"demo\","
                                            + "\"name\":\"f%d\",\"bytes\":2100000000,\"adler32\":\"1\"}]}")
                                    .formatted(i)));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Reply good(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isBetween(200, 299);
        return reply;
    }

    private void rule(String file) {
        good(
                root.post(
                        "/godwit/v1/rules",
                        "{\"statement\":\"keep 1 copy at FR-DISK of demo:" + file + "\"}"));
    }

    private String explained(String file) {
        return good(root.get("/godwit/v1/transfers/demo/" + file + "/FR-DISK"))
                .json()
                .path("summary")
                .asString();
    }

    private void agent(String name, String site, String rse) {
        server.engine.call(
                new RegisterAgent(
                        new FromAgent.Hello(
                                name,
                                1,
                                site,
                                List.of(new FromAgent.Space(rse, 1, 1, false)),
                                "localhost",
                                1,
                                "t")));
    }

    private void beat(String name, List<FromAgent.Progress> progress) {
        server.engine
                .fleet()
                .beat(
                        new FromAgent.Heartbeat(
                                name,
                                1,
                                1,
                                1,
                                java.util.Optional.empty(),
                                List.of(),
                                progress,
                                List.of(FR_SPACE)));
    }

    private RequestRow change(String file, UnaryOperator<RequestRow> change) {
        Command<RequestRow> command =
                context -> {
                    ReplicaKey key = key(file);
                    RequestRow row =
                            change.apply(context.tx().get(Tables.REQUESTS, key).orElseThrow());
                    context.tx().put(Tables.REQUESTS, key, row);
                    return row;
                };
        return server.engine.call(command);
    }

    private ReplicaKey key(String file) {
        return server.engine.read(view ->
                new ReplicaKey(Dids.id(view, new Did("demo", file)), Rses.id(view, "FR-DISK")));
    }

    @Test
    void namesTheAgentThatIsMissing() {
        rule("f0");
        assertThat(explained("f0"))
                .isEqualTo("waits for an agent at FR: none has ever served RSE FR-DISK");
        agent("fr-1", "FR", "FR-DISK");
        assertThat(explained("f0")).startsWith("waits for agent fr-1 of RSE FR-DISK: it has not");
        beat("fr-1", List.of());
        assertThat(explained("f0"))
                .isEqualTo(
                        "waits for an agent at UK: none has ever served RSE UK-DISK,"
                                + " which holds the source");
    }

    @Test
    void tellsTheProgressOfAnOrder() {
        rule("f0");
        RequestRow submitted = change("f0", row -> row.submitted(row.source(), "fr-1", 1));
        assertThat(explained("f0"))
                .isEqualTo("ordered from agent fr-1, not begun yet as far as it has told");
        beat(
                "fr-1",
                List.of(
                        new FromAgent.Progress(
                                Requests.orderId(key("f0"), submitted),
                                945_000_000L,
                                2_100_000_000L)));
        assertThat(explained("f0")).isEqualTo("ordered from agent fr-1, 45 % done");
    }

    @Test
    void tellsWhyAnAttemptIsPutOff() {
        rule("f0");
        change(
                "f0",
                row ->
                        row.failed(
                                FailureClass.SPACE,
                                "no space left",
                                Instant.now().plusSeconds(100)));
        assertThat(explained("f0")).matches("next attempt in \\d+ s: no space left");
        beat("fr-1", List.of());
        assertThat(explained("f0"))
                .matches("next attempt in \\d+ s: FR-DISK has 1.0 GB free, 2.1 GB needed");
    }

    @Test
    void tellsThePlaceInTheQueueAndOfLinksThatAreOff() throws InterruptedException {
        good(root.put("/godwit/v1/links/UK/FR", "{\"transfers_max\":1}"));
        agent("fr-1", "FR", "FR-DISK");
        agent("uk-1", "UK", "UK-DISK");
        beat("fr-1", List.of());
        beat("uk-1", List.of());
        rule("f0");
        Await.until(
                "the first is ordered",
                Duration.ofSeconds(10),
                () -> explained("f0").startsWith("ordered from agent fr-1"));
        rule("f1");
        rule("f2");
        assertThat(explained("f1"))
                .isEqualTo("waits for its turn on UK→FR: next of activity User Subscriptions");
        assertThat(explained("f2"))
                .isEqualTo("waits for its turn on UK→FR: 1 file (2.1 GB) before it");
        good(root.put("/godwit/v1/links/UK/FR", "{\"enabled\":false}"));
        assertThat(explained("f2")).contains("UK→FR is disabled");
    }

    @Test
    void tellsThatThereIsNoSourceAndWhenAllIsDone() {
        good(
                root.post(
                        "/godwit/v1/dids",
                        "{\"dids\":[{\"scope\":\"demo\",\"name\":\"lost\",\"type\":\"FILE\","
                                + "\"bytes\":1,\"adler32\":\"1\"}]}"));
        rule("lost");
        assertThat(explained("lost")).isEqualTo("no available replica to copy from");
        assertThat(
                        good(root.get("/godwit/v1/transfers/demo/f0/UK-DISK"))
                                .json()
                                .path("summary")
                                .asString())
                .startsWith("done");
        assertThat(root.get("/godwit/v1/transfers/demo/f0/FR-DISK").status()).isEqualTo(404);
        assertThat(good(root.get("/godwit/v1/transfers?state=no_sources")).rows()).hasSize(1);
        assertThat(good(root.get("/godwit/v1/transfers?source=UK-DISK")).rows()).isEmpty();
    }
}
