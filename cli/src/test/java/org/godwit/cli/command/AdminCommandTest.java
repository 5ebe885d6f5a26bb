package org.godwit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.godwit.config.EngineConfig;
import org.godwit.runtime.EngineClock;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Credentials;
import org.godwit.security.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdminCommandTest {
    @TempDir private Path directory = Path.of("");
    private final Shell shell = new Shell(Map.of());

    @Test
    void initMakesWhatTheEngineAndItsAdministratorNeed() throws Exception {
        Path deployment = directory.resolve("my deployment");
        assertThat(
                        shell.run(
                                "admin",
                                "init",
                                deployment.toString(),
                                "--host",
                                "engine.example.org"))
                .as(shell.err())
                .isZero();
        EngineConfig config = EngineConfig.load(deployment.resolve("engine.yaml"));
        assertThat(config.api()).isEqualTo(new EngineConfig.Address("0.0.0.0", 9444));
        assertThat(config.data()).isEqualTo(deployment.resolve("catalog"));
        Credentials engine =
                Credentials.load(
                        new CredentialFiles(
                                config.tls().certificate(),
                                config.tls().key(),
                                config.tls().authority()),
                        EngineClock.system());
        assertThat(engine.identity().role()).isEqualTo(Role.ENGINE);
        assertThat(engine.certificate().getSubjectAlternativeNames().toString())
                .contains("engine.example.org", "localhost", "127.0.0.1");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(deployment.resolve("ca.key"))))
                .isEqualTo("rw-------");
        // The client's configuration is good as it is: only the engine is missing.
        assertThat(
                        shell.run(
                                "ping",
                                "--config",
                                deployment.resolve("client.yaml").toString(),
                                "--url",
                                "https://localhost:1"))
                .isEqualTo(ExitCode.UNREACHABLE.code());
    }

    @Test
    void initNeverOverwrites() {
        assertThat(shell.run("admin", "init", directory.toString())).as(shell.err()).isZero();
        assertThat(shell.run("admin", "init", directory.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.err()).contains("exists").containsOnlyOnce("\n");
    }

    @Test
    void issuesToAgentsAndUsers() {
        shell.run("admin", "init", directory.toString());
        Path out = directory.resolve("out");
        assertThat(
                        shell.run(
                                "admin",
                                "issue",
                                "agent",
                                "fr-1",
                                "--host",
                                "10.0.0.1",
                                "--authority",
                                directory.toString(),
                                "--out",
                                out.toString()))
                .as(shell.err())
                .isZero();
        Credentials agent = Credentials.load(CredentialFiles.in(out, "fr-1"), EngineClock.system());
        assertThat(agent.identity()).hasToString("agent fr-1");
        assertThat(out.resolve("ca.key")).doesNotExist();
    }

    @Test
    void anAgentWithoutAHostIsRefused() {
        shell.run("admin", "init", directory.toString());
        assertThat(
                        shell.run(
                                "admin",
                                "issue",
                                "agent",
                                "fr-1",
                                "--authority",
                                directory.toString(),
                                "--out",
                                directory.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.err()).contains("--host");
        assertThat(directory.resolve("fr-1.crt")).doesNotExist();
    }
}
