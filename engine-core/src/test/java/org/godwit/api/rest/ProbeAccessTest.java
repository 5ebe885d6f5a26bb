package org.godwit.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.godwit.api.rest.RestFixture.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProbeAccessTest {
    @TempDir private Path directory = Path.of("");
    private RestFixture server;
    private Client root;

    @BeforeEach
    void start() {
        server = new RestFixture(directory, Duration.ofSeconds(20));
        root = server.as("root");
        root.post("/godwit/v1/sites/FR", "{\"country\":\"FR\"}");
        root.post("/godwit/v1/sites/US", "{\"country\":\"US\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void onlyAdministratorsMayMeasure() {
        Client alice = server.as("alice");
        assertThat(alice.post("/godwit/v1/links/FR/US/probe", "{}").status()).isEqualTo(401);
        assertThat(alice.send("DELETE", "/godwit/v1/probes/1-1", "").status()).isEqualTo(401);
        assertThat(alice.get("/godwit/v1/probes/1-1").status()).isEqualTo(404);
    }

    @Test
    void asksForWhatIsMissing() {
        assertThat(root.post("/godwit/v1/links/FR/XX/probe", "{}").body()).contains("SiteNotFound");
        assertThat(root.post("/godwit/v1/links/FR/US/probe", "{}").body())
                .contains("AgentNotFound", "godwit agent list");
        for (String body :
                new String[] {
                    "{\"seconds\":0}", "{\"seconds\":61}", "{\"bytes_per_second_max\":-1}"
                }) {
            assertThat(root.post("/godwit/v1/links/FR/US/probe", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(root.post("/godwit/v1/links/FR/FR/probe", "{}").status()).isEqualTo(400);
    }
}
