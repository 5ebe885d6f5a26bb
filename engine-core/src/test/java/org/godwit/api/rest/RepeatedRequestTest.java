package org.godwit.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.godwit.api.access.Backend;
import org.godwit.api.resource.Resources;
import org.godwit.api.rest.RestFixture.Client;
import org.godwit.api.rest.RestFixture.Reply;
import org.godwit.api.web.Route;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Requests that are sent again under their Idempotency-Key.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RepeatedRequestTest {
    private RestFixture server;
    private Client root;

    @BeforeAll
    void start(@TempDir Path directory) {
        server = new RestFixture(directory, Duration.ofSeconds(20));
        root = server.as("root");
        root.post("/godwit/v1/sites/FR", "{\"country\":\"FR\"}");
        root.post("/godwit/v1/rses/FR-DISK", "{\"site\":\"FR\"}");
        root.post("/godwit/v1/dids", datasets("held"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static String datasets(String... names) {
        return java.util.Arrays.stream(names)
                .map("{\"scope\":\"demo\",\"name\":\"%s\",\"type\":\"DATASET\"}"::formatted)
                .collect(Collectors.joining(",", "{\"dids\":[", "]}"));
    }

    private String rule(String dataset) {
        root.post("/godwit/v1/dids", datasets(dataset));
        return "{\"statement\":\"keep 1 copy at FR of demo:%s\"}".formatted(dataset);
    }

    private int rules(String dataset) {
        return root.get("/godwit/v1/dids/demo/" + dataset + "/rules").rows().size();
    }

    @Test
    void theSameAgainIsDoneOnceAndAnsweredAlike() {
        String rule = rule("again");
        Reply first = root.once("again", "POST", "/godwit/v1/rules", rule);
        Reply second = root.once("again", "POST", "/godwit/v1/rules", rule);

        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(rules("again")).isEqualTo(1);
        assertThat(root.post("/godwit/v1/rules", rule).status()).isEqualTo(409);
    }

    @Test
    void manyAtATimeUnderOneKeyAreOne() throws Exception {
        String rule = rule("many");
        List<Future<Reply>> replies = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < 64; i++) {
                replies.add(
                        clients.submit(() -> root.once("many", "POST", "/godwit/v1/rules", rule)));
            }
        }
        Set<String> answers = new java.util.TreeSet<>();
        for (Future<Reply> reply : replies) {
            assertThat(reply.get().status()).as(reply.get().body()).isEqualTo(201);
            answers.add(reply.get().body());
        }
        assertThat(answers).hasSize(1);
        assertThat(rules("many")).isEqualTo(1);
    }

    @Test
    void anotherRequestUnderTheKeyIsRefused() {
        root.once("one", "POST", "/godwit/v1/dids", datasets("one"));
        List<Reply> others =
                List.of(
                        root.once("one", "POST", "/godwit/v1/dids", datasets("two")),
                        root.once("one", "POST", "/godwit/v1/rules", datasets("one")),
                        root.once(
                                "one",
                                "POST",
                                "/godwit/v1/dids/demo/held/contents",
                                datasets("one")));
        assertThat(others.getFirst().status()).isEqualTo(409);
        assertThat(others.getFirst().body()).contains("choose a new one");
        assertThat(others).noneMatch(reply -> reply.status() < 400);
        assertThat(root.get("/godwit/v1/dids/demo/two").status()).isEqualTo(404);
    }

    @Test
    void eachAccountHasItsOwnKeys() {
        String own = "{\"dids\":[{\"scope\":\"alice\",\"name\":\"d\",\"type\":\"DATASET\"}]}";
        assertThat(root.once("mine", "POST", "/godwit/v1/dids", datasets("mine")).status())
                .isEqualTo(201);
        assertThat(server.as("alice").once("mine", "POST", "/godwit/v1/dids", own).status())
                .isEqualTo(201);
        assertThat(server.as("bob").once("mine", "POST", "/godwit/v1/dids", own).status())
                .isEqualTo(401);
    }

    @Test
    void whatWasRefusedIsTriedAnew() {
        String attach = "{\"dids\":[{\"scope\":\"demo\",\"name\":\"late\"}]}";
        String contents = "/godwit/v1/dids/demo/box/contents";
        root.post(
                "/godwit/v1/dids",
                "{\"dids\":[{\"scope\":\"demo\",\"name\":\"box\",\"type\":\"CONTAINER\"}]}");
        assertThat(root.once("late", "POST", contents, attach).status()).isEqualTo(404);
        root.post("/godwit/v1/dids", datasets("late"));
        Reply done = root.once("late", "POST", contents, attach);
        assertThat(done.status()).as(done.body()).isEqualTo(201);
        assertThat(done.json().path("attached").asInt()).isEqualTo(1);
        assertThat(root.once("late", "POST", contents, attach).json()).isEqualTo(done.json());
        // Without the key it is found to be there already.
        assertThat(root.post(contents, attach).json().path("attached").asInt()).isZero();
    }

    @Test
    void detachingTwiceUnderAKeyIsNoError() {
        String item = "{\"dids\":[{\"scope\":\"demo\",\"name\":\"f\"}]}";
        String contents = "/godwit/v1/dids/demo/held/contents";
        Reply added =
                root.once(
                        "file",
                        "POST",
                        "/godwit/v1/replicas",
                        "{\"rse\":\"FR-DISK\",\"replicas\":[{\"scope\":\"demo\",\"name\":\"f\","
                                + "\"bytes\":1,\"adler32\":\"1\"}]}");
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        root.post(contents, item);
        assertThat(root.once("out", "DELETE", contents, item).status()).isEqualTo(200);
        assertThat(root.once("out", "DELETE", contents, item).status()).isEqualTo(200);
        assertThat(root.send("DELETE", contents, item).status()).isEqualTo(404);
    }

    @Test
    void keysThatAreNoneAndRoutesThatTakeNoneAreRefused() {
        for (String key : List.of("with space", "x".repeat(129))) {
            Reply reply = root.once(key, "POST", "/godwit/v1/dids", datasets("bad"));
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).contains("Idempotency-Key");
        }
        Reply reply = root.once("k", "PUT", "/godwit/v1/dids/demo/held/status", "{\"open\":true}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("no Idempotency-Key is taken here");
        assertThat(root.once("k", "GET", "/godwit/v1/dids/demo/held", "").status()).isEqualTo(400);
    }

    @Test
    void theDescriptionSaysExactlyWhereAKeyIsTaken() {
        JsonNode paths =
                new YAMLMapper().readTree(root.get("/godwit/v1/openapi.yaml").body()).path("paths");
        List<Route> routes =
                Resources.routes(new Backend(server.engine), EngineClock.system(), "test");
        assertThat(routes)
                .allSatisfy(route -> {
                    String method = route.method().name().toLowerCase(Locale.ROOT);
                    boolean described = false;
                    for (JsonNode parameter :
                            paths.path(route.template()).path(method).path("parameters")) {
                        described |= parameter.path("name").asString().equals("Idempotency-Key");
                    }
                    assertThat(described).as(route.toString()).isEqualTo(route.repeatable());
                });
        assertThat(routes).filteredOn(Route::repeatable).hasSizeGreaterThan(5);
    }
}
