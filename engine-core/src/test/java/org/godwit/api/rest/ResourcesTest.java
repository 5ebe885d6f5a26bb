package org.godwit.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.godwit.api.rest.RestFixture.Client;
import org.godwit.api.rest.RestFixture.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What users do with the API, over real connections.
final class ResourcesTest {
    @TempDir Path directory;
    private RestFixture server;
    private Client root;
    private Client alice;
    private Client bob;

    @BeforeEach
    void start() {
        server = new RestFixture(directory, Duration.ofSeconds(20));
        root = server.as("root");
        alice = server.as("alice");
        bob = server.as("bob");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Reply good(Reply reply, int status) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        return reply;
    }

    private static void refused(Reply reply, int status, String kind, String message) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.json().path("ExceptionClass").asString()).isEqualTo(kind);
        assertThat(reply.header("ExceptionClass")).isEqualTo(kind);
        assertThat(reply.json().path("ExceptionMessage").asString()).contains(message);
    }

    private void grid() {
        for (String site : new String[] {"FR", "US"}) {
            good(root.post("/godwit/v1/sites/" + site, "{\"country\":\"" + site + "\"}"), 201);
            good(
                    root.post(
                            "/godwit/v1/rses/" + site + "-DISK",
                            "{\"site\":\"" + site + "\",\"attributes\":{\"tier\":1}}"),
                    201);
            for (String account : List.of("alice", "bob")) {
                String limits = "/godwit/v1/accounts/" + account + "/limits";
                good(root.put(limits, "{\"rse\":\"" + site + "-DISK\",\"bytes\":-1}"), 200);
            }
        }
    }

    private void files(int count) {
        StringBuilder items = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String comma = i == 0 ? "" : ",";
            items.append(comma)
                    .append("{\"scope\":\"alice\",\"name\":\"f")
                    .append(i)
                    .append("\",\"bytes\":100,\"adler32\":\"0000000a\"}");
            names.append(comma).append("{\"scope\":\"alice\",\"name\":\"f").append(i).append("\"}");
        }
        good(
                alice.post(
                        "/godwit/v1/replicas",
                        "{\"rse\":\"FR-DISK\",\"replicas\":[" + items + "]}"),
                201);
        good(
                alice.post(
                        "/godwit/v1/dids",
                        "{\"dids\":[{\"scope\":\"alice\",\"name\":\"night\",\"type\":\"DATASET\"}]}"),
                201);
        good(alice.post("/godwit/v1/dids/alice/night/contents", "{\"dids\":[" + names + "]}"), 201);
    }

    @Test
    void tellsWhoOneIs() {
        Reply reply = good(alice.get("/godwit/v1/whoami"), 200);
        assertThat(reply.json().path("account").asString()).isEqualTo("alice");
        assertThat(reply.json().path("admin").asBoolean()).isFalse();
        assertThat(reply.json().path("identity").asString()).isEqualTo("x509:alice");
        assertThat(good(alice.get("/godwit/v1/ping/"), 200).json().path("version").asString())
                .isEqualTo("test");
        assertThat(reply.headers().firstValue("Server")).isEmpty();
    }

    @Test
    void describesTheTopology() {
        grid();
        assertThat(good(alice.get("/godwit/v1/sites"), 200).rows())
                .extracting(row -> row.path("site").asString())
                .containsExactly("FR", "US");
        assertThat(good(alice.get("/godwit/v1/rses?expression=country%3DFR"), 200).rows())
                .extracting(row -> row.path("rse").asString())
                .containsExactly("FR-DISK");
        good(root.put("/godwit/v1/rses/FR-DISK/attributes/tape", "{\"value\":\"true\"}"), 200);
        good(root.put("/godwit/v1/rses/FR-DISK/availability", "{\"write\":false}"), 200);
        Reply rse = good(alice.get("/godwit/v1/rses/FR-DISK"), 200);
        assertThat(rse.json().at("/attributes/tape").asString()).isEqualTo("true");
        assertThat(rse.json().at("/availability/write").asBoolean()).isFalse();
        assertThat(rse.json().at("/availability/read").asBoolean()).isTrue();
        good(root.delete("/godwit/v1/rses/FR-DISK/attributes/tape"), 200);
        refused(alice.get("/godwit/v1/rses?expression=%3D%3D"), 400, "InvalidRSEExpression", "");
        refused(alice.get("/godwit/v1/rses/NOWHERE"), 404, "RSENotFound", "godwit rse list");
    }

    @Test
    void setsLinks() {
        grid();
        Reply link = good(root.put("/godwit/v1/links/FR/US", "{\"transfers_max\":7}"), 200);
        assertThat(link.json().path("transfers_max").asInt()).isEqualTo(7);
        assertThat(link.json().path("enabled").asBoolean()).isTrue();
        assertThat(good(alice.get("/godwit/v1/links"), 200).rows()).hasSize(1);
        assertThat(
                        good(alice.get("/godwit/v1/links/US/FR"), 200)
                                .json()
                                .at("/queued/files")
                                .asInt())
                .isZero();
    }

    @Test
    void addsAndFindsDids() {
        grid();
        files(3);
        Reply did = good(bob.get("/godwit/v1/dids/alice/night"), 200);
        assertThat(did.json().path("length").asLong()).isEqualTo(3);
        assertThat(did.json().path("bytes").asLong()).isEqualTo(300);
        assertThat(good(bob.get("/godwit/v1/dids/alice?name=f*&type=file"), 200).rows())
                .extracting(row -> row.path("name").asString())
                .containsExactly("f0", "f1", "f2");
        assertThat(good(bob.get("/godwit/v1/dids/alice?name=nig*t"), 200).rows()).hasSize(1);
        assertThat(good(bob.get("/godwit/v1/dids/alice/night/contents"), 200).rows()).hasSize(3);
        assertThat(good(bob.get("/godwit/v1/dids/alice/night/files"), 200).rows())
                .extracting(row -> row.path("adler32").asString())
                .containsOnly("0000000a");
        assertThat(good(bob.get("/godwit/v1/dids/alice/f1/parents"), 200).rows())
                .extracting(row -> row.path("name").asString())
                .containsExactly("night");
        assertThat(
                        good(bob.get("/godwit/v1/dids/alice/night/replicas"), 200)
                                .rows()
                                .getFirst()
                                .at("/rses/FR-DISK/state")
                                .asString())
                .isEqualTo("AVAILABLE");
        assertThat(good(bob.get("/godwit/v1/rses/FR-DISK/replicas"), 200).rows()).hasSize(3);
        assertThat(
                        good(bob.get("/godwit/v1/rses/FR-DISK/usage"), 200)
                                .json()
                                .at("/replicas/AVAILABLE/bytes")
                                .asLong())
                .isEqualTo(300);
    }

    @Test
    void closesDescribesAndEmptiesCollections() {
        grid();
        files(2);
        String night = "/godwit/v1/dids/alice/night";
        good(alice.put(night + "/status", "{\"open\":false}"), 200);
        refused(
                alice.post(
                        night + "/contents", "{\"dids\":[{\"scope\":\"alice\",\"name\":\"f0\"}]}"),
                409,
                "UnsupportedOperation",
                "closed");
        good(alice.put(night + "/status", "{\"open\":true}"), 200);
        Reply described =
                good(alice.put(night + "/metadata", "{\"metadata\":{\"run\":7,\"x\":null}}"), 200);
        assertThat(described.json().at("/metadata/run").asString()).isEqualTo("7");
        good(
                alice.send(
                        "DELETE",
                        night + "/contents",
                        "{\"dids\":[{\"scope\":\"alice\",\"name\":\"f0\"}]}"),
                200);
        assertThat(good(alice.get(night), 200).json().path("length").asInt()).isEqualTo(1);
    }

    @Test
    void takesNamesOfAnyScriptWithSlashesAndSpaces() {
        String path = "/godwit/v1/dids/alice/Gro%C3%9F%2Fein%20Name%2B%25";
        good(
                alice.post(
                        "/godwit/v1/dids",
                        "{\"dids\":[{\"scope\":\"alice\",\"name\":\"Groß/ein Name+%\","
                                + "\"type\":\"dataset\"}]}"),
                201);
        assertThat(good(alice.get(path), 200).json().path("name").asString())
                .isEqualTo("Groß/ein Name+%");
        good(alice.get(path + "/"), 200);
        assertThat(good(alice.get("/godwit/v1/dids/alice?name=Gro%C3%9F%2F*"), 200).rows())
                .hasSize(1);
        refused(
                alice.get("/godwit/v1/dids/alice/%FF"),
                400,
                "InputValidationError",
                "percent-encoded UTF-8");
    }

    @Test
    void addsFollowsChangesAndDeletesRules() {
        grid();
        files(4);
        Reply added =
                good(
                        alice.post(
                                "/godwit/v1/rules",
                                "{\"statement\":\"keep 2 copies at FR+US of alice:night\"}"),
                        201);
        String id = added.json().get(0).asString();
        String rule = "/godwit/v1/rules/" + id;
        Reply shown = good(bob.get(rule), 200);
        assertThat(shown.json().path("locks_ok").asInt()).isEqualTo(4);
        assertThat(shown.json().path("locks_replicating").asInt()).isEqualTo(4);
        assertThat(shown.json().path("state").asString()).isEqualTo("REPLICATING");
        assertThat(good(bob.get(rule + "/locks"), 200).rows()).hasSize(8);
        Reply progress = good(bob.get(rule + "/progress"), 200);
        assertThat(progress.json().path("files").asInt()).isEqualTo(8);
        assertThat(progress.json().path("bytes_done").asInt()).isEqualTo(400);
        assertThat(progress.json().path("rse")).hasSize(2);
        for (String query :
                new String[] {"", "?account=alice", "?state=replicating", "?did=alice:night"}) {
            assertThat(good(bob.get("/godwit/v1/rules" + query), 200).rows()).hasSize(1);
        }
        assertThat(good(bob.get("/godwit/v1/rules?account=bob"), 200).rows()).isEmpty();
        assertThat(good(bob.get("/godwit/v1/dids/alice/night/rules"), 200).rows()).hasSize(1);
        good(
                alice.put(
                        rule,
                        "{\"lifetime\":3600,\"comment\":\"x\",\"priority\":5,\"retry\":true}"),
                200);
        Reply changed = good(alice.put(rule, "{\"lifetime\":null}"), 200);
        assertThat(changed.json().path("expires_at").isNull()).isTrue();
        assertThat(changed.json().path("comment").asString()).isEqualTo("x");
        refused(bob.delete(rule), 401, "AccessDenied", "belongs to account \"alice\"");
        assertThat(good(alice.delete(rule), 200).json().path("removed").asBoolean()).isTrue();
        refused(bob.get(rule), 404, "RuleNotFound", id);
    }

    @Test
    void addsRulesFromFields() {
        grid();
        files(1);
        good(
                bob.post(
                        "/godwit/v1/rules",
                        "{\"dids\":[{\"scope\":\"alice\",\"name\":\"f0\"}],\"copies\":1,"
                                + "\"rse_expression\":\"US-DISK\",\"lifetime\":60,"
                                + "\"grouping\":\"NONE\",\"comment\":null}"),
                201);
        refused(
                bob.post(
                        "/godwit/v1/rules",
                        "{\"dids\":[{\"scope\":\"alice\",\"name\":\"f0\"}],"
                                + "\"rse_expression\":\"US-DISK\",\"account\":\"alice\"}"),
                401,
                "AccessDenied",
                "may not act for");
        refused(
                bob.post("/godwit/v1/rules", "{\"statement\":\"keep\",\"copies\":2}"),
                400,
                "InputValidationError",
                "unknown field \"copies\"");
    }

    @Test
    void startsRegistrations() {
        grid();
        Reply started =
                good(
                        root.post(
                                "/godwit/v1/registrations",
                                "{\"rse\":\"FR-DISK\",\"path\":\"in\",\"scope\":\"demo\","
                                        + "\"dataset\":\"set\",\"expected\":[{\"name\":\"a\",\"bytes\":3}]}"),
                        202);
        String path = "/godwit/v1/registrations/" + started.json().path("id").asLong();
        Reply shown = good(alice.get(path), 200);
        assertThat(shown.json().path("state").asString()).isEqualTo("running");
        assertThat(shown.json().path("dataset").asString()).isEqualTo("set");
        assertThat(good(alice.get("/godwit/v1/registrations"), 200).rows()).hasSize(1);
        assertThat(good(alice.get(path + "/problems"), 200).rows()).isEmpty();
        refused(alice.get("/godwit/v1/registrations/99"), 404, "NotFound", "99");
    }

    @Test
    void tokensOpenTheDoorUntilTheyAreRevoked() {
        Reply made =
                good(
                        alice.post(
                                "/godwit/v1/tokens",
                                "{\"label\":\"laptop\",\"lifetime_seconds\":60}"),
                        201);
        String token = made.json().path("token").asString();
        Client bearer =
                server.with(
                        Tls.withoutCertificate(),
                        java.util.Map.of("Authorization", "Bearer " + token));
        assertThat(good(bearer.get("/godwit/v1/whoami"), 200).json().path("account").asString())
                .isEqualTo("alice");
        assertThat(
                        good(
                                        server.with(
                                                        Tls.withoutCertificate(),
                                                        java.util.Map.of(
                                                                "X-Rucio-Auth-Token", token))
                                                .get("/godwit/v1/whoami"),
                                        200)
                                .json()
                                .path("account")
                                .asString())
                .isEqualTo("alice");
        assertThat(good(alice.get("/godwit/v1/tokens"), 200).body())
                .contains("laptop")
                .doesNotContain(token);
        assertThat(good(bob.get("/godwit/v1/tokens"), 200).rows()).isEmpty();
        String id = made.json().path("id").asString();
        refused(bob.delete("/godwit/v1/tokens/" + id), 401, "AccessDenied", "");
        good(alice.delete("/godwit/v1/tokens/" + id), 200);
        refused(bearer.get("/godwit/v1/whoami"), 401, "CannotAuthenticate", "godwit token create");
    }

    @Test
    void addsAccountsAndTheirIdentities() {
        good(root.post("/godwit/v1/accounts/carol", "{\"type\":\"service\"}"), 201);
        refused(
                server.as("stranger").get("/godwit/v1/ping"),
                401,
                "CannotAuthenticate",
                "no account belongs to identity x509:stranger");
        good(root.post("/godwit/v1/accounts/carol/identities", "{\"x509\":\"stranger\"}"), 201);
        assertThat(
                        good(server.as("stranger").get("/godwit/v1/whoami"), 200)
                                .json()
                                .path("account")
                                .asString())
                .isEqualTo("carol");
        assertThat(good(alice.get("/godwit/v1/accounts"), 200).rows()).hasSize(4);
        good(root.post("/godwit/v1/scopes/carol", "{\"account\":\"carol\"}"), 201);
        assertThat(good(alice.get("/godwit/v1/scopes"), 200).rows()).hasSize(3);
    }

    @Test
    void theCatalogueIsCheckedWhileItIsUsed() {
        grid();
        files(3);
        refused(alice.post("/godwit/v1/catalog/check", "{}"), 401, "AccessDenied", "");
        refused(root.get("/godwit/v1/catalog/check"), 404, "NotFound", "has not checked");
        good(root.post("/godwit/v1/catalog/check", "{}"), 202);

        Reply check = good(root.get("/godwit/v1/catalog/check"), 200);
        while (check.json().path("state").asString().equals("running")) {
            check = good(root.get("/godwit/v1/catalog/check"), 200);
        }

        assertThat(check.json().path("state").asString()).isEqualTo("done");
        assertThat(check.json().path("rows").asInt()).isGreaterThan(3);
        assertThat(check.json().path("findings_total").asInt()).isZero();
    }

    @Test
    void replicasAreDoubtedByWhoeverOwnsThem() {
        grid();
        files(2);
        String doubt =
                "{\"dids\":[{\"scope\":\"alice\",\"name\":\"f0\"}],\"reason\":\"read error\"}";
        refused(bob.post("/godwit/v1/rses/FR-DISK/bad-replicas", doubt), 401, "AccessDenied", "");
        refused(
                alice.post("/godwit/v1/rses/US-DISK/bad-replicas", doubt),
                404,
                "ReplicaNotFound",
                "");
        assertThat(
                        good(alice.post("/godwit/v1/rses/FR-DISK/bad-replicas", doubt), 200)
                                .json()
                                .at("/states/0/state")
                                .asString())
                .isEqualTo("lost");
        assertThat(good(bob.get("/godwit/v1/bad-replicas?state=lost"), 200).rows())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.path("name").asString()).isEqualTo("f0");
                    assertThat(row.path("rse").asString()).isEqualTo("FR-DISK");
                    assertThat(row.path("reason").asString()).isEqualTo("read error");
                });
    }
}
