package org.godwit.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.godwit.api.access.Backend;
import org.godwit.api.resource.Resources;
import org.godwit.api.rest.RestFixture.Client;
import org.godwit.api.rest.RestFixture.Reply;
import org.godwit.api.web.Access;
import org.godwit.api.web.Route;
import org.godwit.runtime.EngineClock;
import org.godwit.security.TestDeployment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Who gets in and how far, for every route of the table.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdmissionTest {
    private Path directory = Path.of("");
    private RestFixture server;
    private List<Route> routes;

    @BeforeAll
    void start(@TempDir Path shared) {
        directory = shared;
        server = new RestFixture(directory, Duration.ofSeconds(20));
        routes = Resources.routes(new Backend(server.engine), EngineClock.system(), "test");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static String path(Route route) {
        return route.template()
                .replace("{id}", "0123456789abcdef0123456789abcdef")
                .replaceAll("\\{[a-z]+}", "alice");
    }

    private void everyRouteAnswers401To(Client client, String message) {
        assertThat(routes)
                .isNotEmpty()
                .allSatisfy(route -> {
                    Reply reply = client.send(route.method().name(), path(route), "{}");
                    assertThat(reply.status()).as(route.toString()).isEqualTo(401);
                    assertThat(reply.json().path("ExceptionClass").asString())
                            .isEqualTo("CannotAuthenticate");
                    assertThat(reply.json().path("ExceptionMessage").asString()).contains(message);
                    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
                });
    }

    @Test
    void letsNobodyInWithoutCertificateOrToken() {
        everyRouteAnswers401To(
                server.with(Tls.withoutCertificate(), Map.of()), "no certificate and no token");
        everyRouteAnswers401To(
                server.with(Tls.withoutCertificate(), Map.of("Authorization", "Bearer guess")),
                "token is not known");
    }

    @Test
    void anAgentsOrEnginesCertificateIsNoUser() {
        server.deployment.agent("fr-1");
        everyRouteAnswers401To(server.as("fr-1"), "agent fr-1");
        everyRouteAnswers401To(server.as("engine-1"), "engine engine-1");
    }

    @Test
    void aWrongTokenCountsMoreThanARightCertificate() {
        Client client = server.with(server.tls("root"), Map.of("X-Rucio-Auth-Token", "guess"));
        assertThat(client.get("/godwit/v1/ping").status()).isEqualTo(401);
    }

    @Test
    void acceptsNoCertificateOfAnotherDeployment() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        TestDeployment other = new TestDeployment(elsewhere, EngineClock.system());
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(
                new KeyManager[] {new Tls.Shows(other.user("root").keyManager())},
                new TrustManager[] {new Tls.TrustsAll()},
                null);
        assertThatThrownBy(() -> server.with(tls, Map.of()).get("/godwit/v1/ping"))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void refusesAdministratorsRoutesToOthers() {
        Set<Route> admin =
                Set.copyOf(
                        routes.stream().filter(route -> route.access() == Access.ADMIN).toList());
        assertThat(admin).hasSizeGreaterThan(8);
        Client alice = server.as("alice");
        assertThat(admin)
                .allSatisfy(route -> {
                    Reply reply = alice.send(route.method().name(), path(route), "{}");
                    assertThat(reply.status()).as(route.toString()).isEqualTo(401);
                    assertThat(reply.json().path("ExceptionClass").asString())
                            .isEqualTo("AccessDenied");
                });
    }

    @Test
    void changesNothingOfOthers() {
        Client root = server.as("root");
        Client bob = server.as("bob");
        root.post(
                "/godwit/v1/dids",
                "{\"dids\":[{\"scope\":\"alice\",\"name\":\"own\",\"type\":\"DATASET\"}]}");
        String did = "/godwit/v1/dids/alice/own";
        String item = "{\"dids\":[{\"scope\":\"alice\",\"name\":\"own\"}]}";
        List<Reply> replies =
                List.of(
                        bob.post(
                                "/godwit/v1/dids",
                                "{\"dids\":[{\"scope\":\"alice\",\"name\":\"x\",\"type\":\"DATASET\"}]}"),
                        bob.put(did + "/status", "{\"open\":false}"),
                        bob.put(did + "/metadata", "{\"metadata\":{\"a\":\"b\"}}"),
                        bob.post(did + "/contents", item),
                        bob.send("DELETE", did + "/contents", item),
                        bob.post(
                                "/godwit/v1/replicas",
                                "{\"rse\":\"X\",\"replicas\":[{\"scope\":\"alice\",\"name\":\"f\","
                                        + "\"bytes\":1,\"adler32\":\"1\"}]}"),
                        server.as("alice")
                                .post(
                                        "/godwit/v1/replicas",
                                        "{\"rse\":\"X\",\"replicas\":[{\"scope\":\"alice\","
                                                + "\"name\":\"f\",\"bytes\":1,\"adler32\":\"1\","
                                                + "\"path\":\"secret/of/bob\"}]}"));
        assertThat(replies)
                .allSatisfy(reply -> {
                    assertThat(reply.status()).as(reply.body()).isEqualTo(401);
                    assertThat(reply.json().path("ExceptionClass").asString())
                            .isEqualTo("AccessDenied");
                });
        assertThat(root.get(did).json().path("open").asBoolean()).isTrue();
    }

    @Test
    void everyChangeIsForOwnersOrAdministrators() {
        assertThat(routes)
                .allSatisfy(route -> {
                    // What is asked for in a body, since an address has no room for it.
                    boolean asks =
                            Set.of("/godwit/v1/replicas/list", "/godwit/v1/replicas/find")
                                    .contains(route.template());
                    boolean reads = route.method().name().equals("GET") || asks;
                    assertThat(route.access() == Access.ANY_ACCOUNT)
                            .as(route.toString())
                            .isEqualTo(reads);
                });
    }
}
