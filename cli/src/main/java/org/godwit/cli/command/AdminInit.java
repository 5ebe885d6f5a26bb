package org.godwit.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.CertificateAuthority;
import org.godwit.security.Identity;
import org.godwit.security.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit admin init`.
@Command(
        name = "init",
        description =
                "Make a new deployment: its authority, the engine's and the administrator's"
                        + " certificates, and configurations that refer to them.",
        footer = {
            "",
            "Files that exist are never overwritten. Keep ca.key where only you can read it.",
            "Example:  godwit admin init /etc/godwit --host engine.example.org"
        })
final class AdminInit extends GodwitCommand {
    private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);
    private static final String ENGINE = "engine";
    private static final String ADMINISTRATOR = "root";
    private static final String ENGINE_FILE = "engine.yaml";
    private static final String CLIENT_FILE = "client.yaml";
    private static final int PORT_MAX = 65_535;

    @Parameters(paramLabel = "DIR", description = "Where to put it all; made if it is missing.")
    private Path directory = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The deployment's, in its authority's certificate. Default: godwit.")
    private String name = "godwit";

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description =
                    "DNS name or address of the engine; repeat for more. Default: localhost alone.")
    private List<String> hosts = new ArrayList<>();

    @Option(names = "--api-port", paramLabel = "PORT", description = "Default: 9444.")
    private int apiPort = 9444;

    @Option(names = "--control-port", paramLabel = "PORT", description = "Default: 9445.")
    private int controlPort = 9445;

    @Option(
            names = "--valid",
            paramLabel = "TIME",
            description = "How long the certificates are good. Default: 365d.")
    private String validity = AdminCommand.VALIDITY_DEFAULT;

    @Override
    protected ExitCode run() throws IOException {
        EngineClock clock = surroundings().clock();
        Duration good = Units.parseDuration(validity);
        for (String file : List.of(ENGINE_FILE, CLIENT_FILE)) {
            refuseExisting(directory.resolve(file));
        }
        port("--api-port", apiPort);
        port("--control-port", controlPort);
        CertificateAuthority authority =
                CertificateAuthority.create(directory, name, AUTHORITY_VALIDITY, clock);
        authority.issue(new Identity(Role.ENGINE, ENGINE), engineHosts(), good, directory);
        authority.issue(new Identity(Role.USER, ADMINISTRATOR), List.of(), good, directory);
        write(directory.resolve(ENGINE_FILE), engineYaml());
        write(directory.resolve(CLIENT_FILE), clientYaml());
        surroundings().out().println(summary());
        return ExitCode.OK;
    }

    /// Tools on the engine's own host use its short names too.
    private List<String> engineHosts() {
        List<String> all = new ArrayList<>(hosts);
        for (String own : List.of("localhost", "127.0.0.1")) {
            if (!all.contains(own)) {
                all.add(own);
            }
        }
        return all;
    }

    private String engineYaml() {
        String listen = hosts.isEmpty() ? "127.0.0.1" : "0.0.0.0";
        return """
        # Configuration of the engine: godwit server --config %s
        # Paths are relative to this file. Every key: docs/configuration.md.

        # The catalogue; only one engine may use it.
        data: catalog

        tls:
          certificate: %s.crt
          # Readable by the engine's user only.
          key: %s.key
          authority: ca.crt

        # Where users and tools connect (HTTPS). 127.0.0.1 serves this host alone, 0.0.0.0 others too.
        api:
          host: %s
          port: %d

        # Where agents connect (mutual TLS).
        control:
          host: %s
          port: %d

        # Names on the certificates that open the account root, which may do everything.
        administrators: [%s]

        # Throughput reports, one per period.
        #reports:
        #  directory: reports
        #  every: 1 h
        """
                .formatted(
                        ENGINE_FILE,
                        ENGINE,
                        ENGINE,
                        listen,
                        apiPort,
                        listen,
                        controlPort,
                        ADMINISTRATOR);
    }

    private String clientYaml() {
        String host = hosts.isEmpty() ? "localhost" : hosts.getFirst();
        String authority = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return """
        # Configuration of the godwit commands: godwit --config, GODWIT_CONFIG, or ~/.config/godwit/client.yaml
        # Paths are relative to this file.
        url: https://%s:%d
        cert: %s.crt
        key: %s.key
        ca: ca.crt
        """
                .formatted(authority, apiPort, ADMINISTRATOR, ADMINISTRATOR);
    }

    private String summary() {
        return """
        made the deployment in %1$s:
          ca.crt, ca.key          the authority; whoever has ca.key can issue certificates
          engine.crt, engine.key  the engine's, for %2$s
          root.crt, root.key      the administrator's
          engine.yaml             start it: godwit server --config %1$s/engine.yaml
          client.yaml             use it:   export GODWIT_CONFIG=%1$s/client.yaml
        next: godwit admin issue agent NAME --authority %1$s --host HOST --out DIR\
        """
                .formatted(directory, String.join(", ", engineHosts()));
    }

    private static void refuseExisting(Path file) {
        if (Files.exists(file)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, file + " exists already; name another directory");
        }
    }

    private static void port(String option, int port) {
        if (port < 1 || port > PORT_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "%s takes 1 to %d, not %d".formatted(option, PORT_MAX, port));
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
    }
}
