package org.godwit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
    private static final String ENGINE =
            """
            data: catalog
            tls:
              certificate: /etc/godwit/engine.crt
              key: engine.key
              authority: ca.crt
            """;

    @TempDir Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("x.yaml"), text);
    }

    @Test
    void anEngineNeedsOnlyItsDataAndCertificates() throws IOException {
        EngineConfig config = EngineConfig.load(file(ENGINE));

        assertThat(config.data()).isEqualTo(directory.resolve("catalog"));
        assertThat(config.tls().certificate()).isEqualTo(Path.of("/etc/godwit/engine.crt"));
        assertThat(config.api()).isEqualTo(new EngineConfig.Address("127.0.0.1", 9444));
        assertThat(config.control()).isEqualTo(new EngineConfig.Address("127.0.0.1", 9445));
        assertThat(config.reports()).isEmpty();
    }

    @Test
    void anAgentServesTheStorageItIsGiven() throws IOException {
        AgentConfig config =
                AgentConfig.load(
                        file(
                                """
                                site: FR
                                state: state
                                engine: {host: engine.example.org}
                                tls: {certificate: a.crt, key: a.key, authority: ca.crt}
                                data:
                                  host: 0.0.0.0
                                  advertised-host: dtn1.example.org
                                  protection: [tls, integrity]
                                buffers: 64 MiB
                                rses:
                                  - name: FR-DISK
                                    root: /data
                                  - name: FR-INPUT
                                    root: in
                                    read-only: true
                                """));

        assertThat(config.data())
                .isEqualTo(
                        new AgentConfig.DataPort(
                                "0.0.0.0",
                                9446,
                                "dtn1.example.org",
                                Set.of(Protection.TLS, Protection.INTEGRITY)));
        assertThat(config.buffers()).isEqualTo(64L << 20);
        assertThat(config.rses())
                .containsExactly(
                        new AgentConfig.Storage("FR-DISK", Path.of("/data"), false),
                        new AgentConfig.Storage("FR-INPUT", directory.resolve("in"), true));
    }

    @Test
    void anAgentAcceptsNothingLessThanTlsUnlessToldTo() throws IOException {
        String agent =
                """
                site: FR
                state: state
                engine: {host: engine.example.org}
                tls: {certificate: a.crt, key: a.key, authority: ca.crt}
                """;

        assertThat(AgentConfig.load(file(agent)).data().protection())
                .containsExactly(Protection.TLS);
        Path wrong = file(agent + "data: {protection: [none]}\n");
        assertThatThrownBy(() -> AgentConfig.load(wrong))
                .hasMessageContaining("data.protection")
                .hasMessageContaining("[clear, integrity, tls]");
    }

    @Test
    void backupsMayBeMade() throws IOException {
        assertThat(EngineConfig.load(file(ENGINE)).backups()).isEmpty();
        EngineConfig config =
                EngineConfig.load(file(ENGINE + "backups: {directory: b, keep: 3}\n"));
        assertThat(config.backups()).contains(new EngineConfig.Backups(directory.resolve("b"), 3));
    }

    @Test
    void reportsMayBeWrittenPeriodically() throws IOException {
        EngineConfig config =
                EngineConfig.load(file(ENGINE + "reports: {directory: r, every: 15 m}\n"));

        assertThat(config.reports())
                .contains(new EngineConfig.Reports(directory.resolve("r"), Duration.ofMinutes(15)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dat: x                      | unknown key dat",
                "api: {prot: 5}              | unknown key api.prot",
                "api: {port: many}           | a whole number from 0 to 65535",
                "api: {port: 70000}          | a whole number from 0 to 65535",
                "api: 5                      | a section",
                "reports: {every: soon}      | a time such as",
                "activity-shares: {a: much}  | a number",
                "x: [                        | no YAML",
            })
    void everyProblemNamesTheKeyAndWhatToGive(String line, String message) throws IOException {
        Path file = file(ENGINE + line + "\n");

        assertThatThrownBy(() -> EngineConfig.load(file))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("x.yaml");
    }

    @Test
    void aMissingKeyOrFileIsNamed() throws IOException {
        Path empty = file("data: x\n");
        assertThatThrownBy(() -> EngineConfig.load(empty)).hasMessageContaining("tls.certificate");
        assertThatThrownBy(() -> EngineConfig.load(directory.resolve("none.yaml")))
                .hasMessageContaining("none.yaml");
    }
}
