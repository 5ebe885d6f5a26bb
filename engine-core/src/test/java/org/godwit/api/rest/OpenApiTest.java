package org.godwit.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.godwit.api.access.Backend;
import org.godwit.api.resource.Resources;
import org.godwit.api.rest.RestFixture.Client;
import org.godwit.api.rest.RestFixture.Reply;
import org.godwit.api.web.Route;
import org.godwit.catalog.schema.AttemptKey;
import org.godwit.catalog.schema.AttemptRow;
import org.godwit.catalog.schema.BinKey;
import org.godwit.catalog.schema.BinRow;
import org.godwit.catalog.schema.CompletionKey;
import org.godwit.catalog.schema.CompletionRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.deletion.ReserveDeletions;
import org.godwit.deletion.TombstoneReplicas;
import org.godwit.fleet.RegisterAgent;
import org.godwit.message.DiskRates;
import org.godwit.message.FromAgent;
import org.godwit.message.LinkCondition;
import org.godwit.message.ProbeSample;
import org.godwit.model.Bottleneck;
import org.godwit.model.Did;
import org.godwit.model.FailureClass;
import org.godwit.model.OrderId;
import org.godwit.namespace.Dids;
import org.godwit.runtime.EngineClock;
import org.godwit.topology.Rses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Holds the API's description to what the server does, both ways: routes, query parameters, and
/// the fields of answers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenApiTest {
    private static final String POLICIES =
            "{\"policies\":[{\"name\":\"p\",\"data\":[\"demo:data*\"],"
                    + "\"rules\":[\"keep 1 copy at US for 9 days\"]}],\"diff\":%s}";

    private RestFixture server;
    private Client root;
    private List<Route> routes;
    private JsonNode document;
    private String rule = "";
    private String probe = "";
    private long registration;
    private long plan;
    private long movePlan;

    @BeforeAll
    void start(@TempDir Path directory) {
        server = new RestFixture(directory, Duration.ofSeconds(20));
        root = server.as("root");
        routes = Resources.routes(new Backend(server.engine), EngineClock.system(), "test");
        document = new YAMLMapper().readTree(root.get("/godwit/v1/openapi.yaml").body());
        fill();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /// Something of everything, so that every kind of answer has a sample.
    private void fill() {
        for (String site : List.of("FR", "US")) {
            root.post("/godwit/v1/sites/" + site, "{\"country\":\"" + site + "\"}");
            root.post("/godwit/v1/rses/" + site + "-DISK", "{\"site\":\"" + site + "\"}");
        }
        root.put("/godwit/v1/links/FR/US", "{\"distance\":3}");
        root.post(
                "/godwit/v1/replicas",
                "{\"rse\":\"FR-DISK\",\"replicas\":[{\"scope\":\"demo\",\"name\":\"f\","
                        + "\"bytes\":5,\"adler32\":\"a\"}]}");
        for (String type : List.of("DATASET", "CONTAINER")) {
            root.post(
                    "/godwit/v1/dids",
                    "{\"dids\":[{\"scope\":\"demo\",\"name\":\"%s\",\"type\":\"%s\"}]}"
                            .formatted(type.toLowerCase(Locale.ROOT), type));
        }
        attach("dataset", "f");
        attach("container", "dataset");
        rule =
                root.post(
                                "/godwit/v1/rules",
                                "{\"statement\":\"keep 2 copies at FR+US of demo:dataset\"}")
                        .json()
                        .get(0)
                        .asString();
        registration =
                root.post(
                                "/godwit/v1/registrations",
                                "{\"rse\":\"FR-DISK\",\"path\":\"x\",\"scope\":\"demo\"}")
                        .json()
                        .path("id")
                        .asLong();
        plan =
                root.post(
                                "/godwit/v1/plans",
                                "{\"statement\":\"keep 1 copy at US of demo:dataset\"}")
                        .json()
                        .path("id")
                        .asLong();
        root.post(
                "/godwit/v1/subscriptions/alice/dataset",
                "{\"filter\":{\"scope\":\"demo\",\"k\":[\"a\",\"b\"]},\"rules\":[\"keep 1 copy at US\"]}");
        root.post("/godwit/v1/policies", POLICIES.formatted("false"));
        root.post("/godwit/v1/tokens", "{\"label\":\"l\"}");
        root.put("/godwit/v1/accounts/alice/limits", "{\"rse\":\"US-DISK\",\"bytes\":9}");
        root.put("/godwit/v1/accounts/alice/limits", "{\"rse_expression\":\"*\",\"bytes\":-1}");
        root.post("/godwit/v1/dids/demo/container/erasure", "{}");
        movePlan = MoreSamples.fill(root);
        transfers();
        deletion();
        probe();
    }

    private void deletion() {
        root.post(
                "/godwit/v1/replicas",
                "{\"rse\":\"FR-DISK\",\"replicas\":[{\"scope\":\"demo\",\"name\":\"g\","
                        + "\"bytes\":5,\"adler32\":\"a\"}]}");
        server.engine.call(new TombstoneReplicas("FR-DISK", List.of(new Did("demo", "g")), true));
        int rse = server.engine.read(view -> Rses.id(view, "FR-DISK"));
        server.engine.call(new ReserveDeletions(rse, Optional.empty(), Optional.empty()));
    }

    private void attach(String parent, String child) {
        root.post(
                "/godwit/v1/dids/demo/" + parent + "/contents",
                "{\"dids\":[{\"scope\":\"demo\",\"name\":\"" + child + "\"}]}");
    }

    private void transfers() {
        FromAgent.Space space = new FromAgent.Space("US-DISK", 100, 50, false);
        server.engine.call(
                new RegisterAgent(
                        new FromAgent.Hello("us-1", 7, "US", List.of(space), "localhost", 1, "t")));
        Command<ReplicaKey> attempt =
                context -> {
                    ReplicaKey key =
                            new ReplicaKey(
                                    Dids.id(context.tx(), new Did("demo", "f")),
                                    Rses.id(context.tx(), "US-DISK"));
                    RequestRow request = context.tx().get(Tables.REQUESTS, key).orElseThrow();
                    context.tx()
                            .put(
                                    Tables.ATTEMPTS,
                                    new AttemptKey(key.did(), key.rse(), request.generation(), 1),
                                    new AttemptRow(
                                            1,
                                            "us-1",
                                            context.now(),
                                            1_500,
                                            3,
                                            java.util.Optional.of(FailureClass.NETWORK),
                                            "cut",
                                            java.util.Optional.of(Bottleneck.LOSS)));
                    long now = context.now().getEpochSecond() / 10 * 10;
                    context.tx()
                            .put(
                                    Tables.BINS,
                                    new BinKey(now, 1, 2, "User", "us-1", 7),
                                    new BinRow(3));
                    context.tx()
                            .put(
                                    Tables.COMPLETIONS,
                                    new CompletionKey(now, 1, 2, "User"),
                                    new CompletionRow(
                                            1,
                                            5,
                                            5,
                                            3,
                                            Map.of(FailureClass.NETWORK, 1L),
                                            Map.of(Bottleneck.LINK, 4L)));
                    context.tx()
                            .put(
                                    Tables.SCAN_PROBLEMS,
                                    new org.godwit.catalog.schema.ScanItemKey(registration, "p"),
                                    "why");
                    return key;
                };
        ReplicaKey key = server.engine.call(attempt);
        server.engine
                .fleet()
                .beat(
                        new FromAgent.Heartbeat(
                                "us-1",
                                7,
                                1,
                                1,
                                java.util.Optional.empty(),
                                List.of(
                                        new FromAgent.LinkActivity(
                                                "FR",
                                                "US",
                                                9,
                                                1,
                                                java.util.Optional.of(
                                                        new LinkCondition(
                                                                150_000,
                                                                0.001,
                                                                8,
                                                                java.util.Optional.of(
                                                                        Bottleneck.LINK))))),
                                List.of(
                                        new FromAgent.Progress(
                                                new OrderId(key.did(), key.rse(), 1, 1), 1, 5)),
                                List.of(space)));
    }

    private void probe() {
        server.engine.call(
                new RegisterAgent(
                        new FromAgent.Hello(
                                "fr-1",
                                5,
                                "FR",
                                List.of(new FromAgent.Space("FR-DISK", 100, 50, false)),
                                "localhost",
                                1,
                                "t")));
        server.engine.fleet().welcomed("fr-1", 5);
        Reply begun = root.post("/godwit/v1/links/FR/US/probe", "{\"seconds\":1}");
        assertThat(begun.status()).as(begun.body()).isEqualTo(201);
        probe = begun.json().path("id").asString();
        var _ = root.post("/godwit/v1/catalog/check", "{}");
        Reply doubted =
                root.post(
                        "/godwit/v1/rses/FR-DISK/bad-replicas",
                        "{\"dids\":[{\"scope\":\"demo\",\"name\":\"f\"}],\"suspicious\":true,\"reason\":\"r\"}");
        assertThat(doubted.status()).as(doubted.body()).isEqualTo(200);
        ProbeSample sample = new ProbeSample(9, 1, 2, 2, 0, Bottleneck.LINK);
        server.engine
                .probes()
                .take(new FromAgent.ProbeReport("us-1", 7, 1, List.of(sample), 0, true, ""));
        for (String agent : List.of("fr-1", "us-1")) {
            server.engine
                    .probes()
                    .take(
                            new FromAgent.DiskReport(
                                    agent,
                                    agent.equals("fr-1") ? 5 : 7,
                                    1,
                                    List.of(new DiskRates("X", "ext4", true, 1, 1, ""))));
        }
    }

    @Test
    void describesExactlyTheRoutesThereAre() {
        Set<String> served = new TreeSet<>();
        routes.forEach(route -> served.add(route.method() + " " + route.template()));
        assertThat(served).hasSameSizeAs(routes);
        Set<String> described = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue().propertyNames().stream()
                                .filter(name -> !name.equals("parameters"))
                                .forEach(name ->
                                        described.add(
                                                name.toUpperCase(Locale.ROOT)
                                                        + " "
                                                        + path.getKey())));
        assertThat(described).isEqualTo(served);
    }

    @Test
    void describesExactlyTheQueryParametersThatAreTaken() {
        assertThat(routes)
                .allSatisfy(route -> {
                    Set<String> described = new TreeSet<>();
                    operation(route)
                            .path("parameters")
                            .forEach(parameter -> {
                                if (parameter.path("in").asString().equals("query")) {
                                    described.add(parameter.path("name").asString());
                                }
                            });
                    assertThat(described)
                            .as(route.toString())
                            .isEqualTo(new TreeSet<>(route.query()));
                });
    }

    @Test
    void everyReadAnswersWithTheFieldsThatAreDescribed() {
        List<String> checked = new ArrayList<>();
        for (Route route : routes) {
            JsonNode content = operation(route).at("/responses/200/content");
            if (!route.method().name().equals("GET") || content.has("application/yaml")) {
                continue;
            }
            String path = sample(route);
            Reply reply = root.get(path);
            assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(200);
            boolean rows = content.has("application/x-json-stream");
            List<JsonNode> samples = rows ? reply.rows() : List.of(reply.json());
            assertThat(samples.isEmpty()).as(path).isEqualTo(path.endsWith("/moves"));
            JsonNode schema =
                    content.path(rows ? "application/x-json-stream" : "application/json")
                            .path("schema");
            samples.forEach(sample -> conforms(path, schema, sample));
            checked.add(path);
        }
        assertThat(checked).hasSizeGreaterThan(25);
    }

    @Test
    void answersToChangesHaveTheFieldsThatAreDescribed() {
        changed("POST", "/godwit/v1/tokens", "/godwit/v1/tokens", "{}");
        changed("POST", "/godwit/v1/accounts/{account}", "/godwit/v1/accounts/zoe", "{}");
        changed(
                "POST",
                "/godwit/v1/accounts/{account}/identities",
                "/godwit/v1/accounts/zoe/identities",
                "{\"x509\":\"zoe\"}");
        changed("POST", "/godwit/v1/scopes/{scope}", "/godwit/v1/scopes/zoe", "{}");
        changed(
                "POST",
                "/godwit/v1/rules",
                "/godwit/v1/rules",
                "{\"statement\":\"keep 1 copy at US of demo:f\"}");
        changed(
                "POST",
                "/godwit/v1/plans",
                "/godwit/v1/plans",
                "{\"statement\":\"keep 2 copies at FR|US of demo:f for 3 days\"}");
        String subscription = "/godwit/v1/subscriptions/{account}/{name}";
        changed(
                "PUT",
                subscription,
                "/godwit/v1/subscriptions/alice/dataset",
                "{\"state\":\"INACTIVE\"}");
        changed(
                "POST",
                subscription + "/preview",
                "/godwit/v1/subscriptions/alice/dataset/preview",
                "{\"filter\":{\"scope\":\"demo\"}}");
        changed(
                "POST",
                subscription + "/reevaluate",
                "/godwit/v1/subscriptions/alice/dataset/reevaluate",
                "");
        changed("POST", "/godwit/v1/policies", "/godwit/v1/policies", POLICIES.formatted("true"));
        changed("PUT", "/godwit/v1/rules/{id}", "/godwit/v1/rules/" + rule, "{\"comment\":\"c\"}");
        changed(
                "PUT",
                "/godwit/v1/links/{source}/{destination}",
                "/godwit/v1/links/US/FR",
                "{\"enabled\":true}");
        changed(
                "POST",
                "/godwit/v1/links/{source}/{destination}/probe",
                "/godwit/v1/links/FR/US/probe",
                "{}");
        changed("DELETE", "/godwit/v1/probes/{id}", "/godwit/v1/probes/" + probe, "");
        changed(
                "POST",
                "/godwit/v1/dids/{scope}/{name}/erasure",
                "/godwit/v1/dids/demo/f/erasure",
                "{\"in_seconds\":60}");
        changed(
                "DELETE",
                "/godwit/v1/dids/{scope}/{name}/erasure",
                "/godwit/v1/dids/demo/f/erasure",
                "");
        MoreSamples.changes(root)
                .forEach(one -> changed(one.method(), one.template(), one.path(), one.body()));
        changed("POST", "/godwit/v1/deletion-permit", "/godwit/v1/deletion-permit", "{}");
    }

    private void changed(String method, String template, String path, String body) {
        Reply reply = root.send(method, path, body);
        JsonNode response =
                document.path("paths")
                        .path(template)
                        .path(method.toLowerCase(Locale.ROOT))
                        .path("responses")
                        .path(Integer.toString(reply.status()));
        assertThat(response.isMissingNode()).as(path + " " + reply).isFalse();
        conforms(path, response.at("/content/application~1json/schema"), reply.json());
    }

    private JsonNode operation(Route route) {
        return document.path("paths")
                .path(route.template())
                .path(route.method().name().toLowerCase(Locale.ROOT));
    }

    private String sample(Route route) {
        String id =
                switch (route.template().split("/", -1)[3]) {
                    case "registrations" -> Long.toString(registration);
                    case "probes" -> probe;
                    case "plans" -> Long.toString(plan);
                    case "move-plans" -> Long.toString(movePlan);
                    default -> rule;
                };
        String path =
                route.template()
                        .replace("{id}", id)
                        .replace("{account}", "alice")
                        .replace("{policy}", "p")
                        .replace("{scope}", "demo")
                        .replace("{site}", "FR")
                        .replace("{source}", "FR")
                        .replace("{destination}", "US");
        boolean transfer = path.contains("/transfers/");
        String name =
                switch (path.substring(path.lastIndexOf('/') + 1)) {
                    case "parents", "why", "constituents" -> "f";
                    case "archives" -> "inside";
                    default -> transfer ? "f" : "dataset";
                };
        return path.replace("{rse}", transfer ? "US-DISK" : "FR-DISK").replace("{name}", name);
    }

    /// Checks types, required fields and that there are no others: as much of JSON Schema as the
    /// description uses.
    private void conforms(String where, JsonNode described, JsonNode value) {
        JsonNode schema = described;
        if (described.has("$ref")) {
            String pointer = described.path("$ref").asString().substring(1);
            schema = document.at(pointer);
            assertThat(schema.isMissingNode()).as(pointer).isFalse();
        }
        if (schema.has("enum")) {
            List<String> names = new ArrayList<>();
            schema.path("enum").forEach(name -> names.add(name.asString()));
            assertThat(names).as(where).contains(value.asString());
            return;
        }
        assertThat(types(schema)).as(where + " = " + value).contains(type(value));
        if (value.isArray()) {
            JsonNode items = schema.path("items");
            value.forEach(item -> conforms(where + "[]", items, item));
        }
        if (schema.path("format").asString("").equals("date-time") && value.isString()) {
            assertThat(Instant.parse(value.asString())).isNotNull();
        }
        if (!value.isObject()) {
            return;
        }
        for (JsonNode field : schema.path("required")) {
            assertThat(value.has(field.asString())).as(where + "." + field).isTrue();
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            JsonNode of = known.isMissingNode() ? schema.path("additionalProperties") : known;
            assertThat(of.isObject()).as(where + "." + field.getKey() + " is described").isTrue();
            conforms(where + "." + field.getKey(), of, field.getValue());
        }
    }

    private static Set<String> types(JsonNode schema) {
        Set<String> types = new TreeSet<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(name -> types.add(name.asString()));
        } else {
            types.add(type.asString());
        }
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case STRING, BINARY -> "string";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case NULL, MISSING -> "null";
        };
    }
}
