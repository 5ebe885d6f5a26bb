package org.godwit.cli.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.godwit.cli.grid.GridPlan.Memory;
import org.godwit.cli.grid.GridPlan.Site;
import org.godwit.cli.grid.GridPlan.Storage;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.CertificateAuthority;
import org.godwit.security.Identity;
import org.godwit.security.Role;

/// Writes a grid's certificates and configuration files: what an administrator does once for a
/// deployment.
final class GridFiles {
    private static final Duration VALIDITY = Duration.ofDays(365);
    private static final List<String> HOSTS = List.of(GridPorts.HOST, "localhost");
    private static final String ENGINE = "engine";

    /// The account that the engine makes at its first start.
    private static final String USER = "root";

    private GridFiles() {}

    /// @throws EngineException `DUPLICATE` if there is a grid in the directory already
    static void write(GridLayout layout, GridPlan plan, EngineClock clock) {
        if (Files.exists(layout.engineConfig()) || Files.exists(layout.deployment())) {
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "there is a grid in "
                            + layout.directory()
                            + " already; stop it with \"godwit demo stop "
                            + layout.directory()
                            + "\", then choose another directory or remove this one");
        }
        try {
            Files.createDirectories(layout.log(ENGINE).getParent());
            GridPorts ports = GridPorts.free(plan.sites().stream().map(Site::name).toList());
            certificates(layout, plan, clock);
            Files.writeString(layout.engineConfig(), engine(layout, ports));
            for (Site site : plan.sites()) {
                for (Storage storage : site.storages()) {
                    if (!storage.readOnly()) {
                        Files.createDirectories(storage.root());
                    }
                }
                Files.writeString(
                        layout.agentConfig(site.name()), agent(layout, site, ports, plan.memory()));
            }
            Files.writeString(layout.clientConfig(), client(layout, ports));
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_ERROR,
                    "cannot lay out a grid in " + layout.directory() + ": " + e.getMessage(),
                    e);
        }
    }

    private static void certificates(GridLayout layout, GridPlan plan, EngineClock clock) {
        Path directory = layout.deployment();
        CertificateAuthority authority =
                CertificateAuthority.create(directory, "demo", VALIDITY, clock);
        authority.issue(new Identity(Role.ENGINE, ENGINE), HOSTS, VALIDITY, directory);
        authority.issue(new Identity(Role.USER, USER), List.of(), VALIDITY, directory);
        for (Site site : plan.sites()) {
            authority.issue(new Identity(Role.AGENT, site.agent()), HOSTS, VALIDITY, directory);
        }
    }

    private static String engine(GridLayout layout, GridPorts ports) {
        return """
        # The engine of this grid: godwit server --config engine.yaml
        data: %s
        api:
          host: %s
          port: %d
        control:
          host: %2$s
          port: %d
        reports:
          directory: %s
          every: 1 m
        tls:
        %s\
        """
                .formatted(
                        quoted(layout, layout.engineData()),
                        GridPorts.HOST,
                        ports.api(),
                        ports.control(),
                        quoted(layout, layout.reports()),
                        tls(layout, ENGINE));
    }

    private static String agent(GridLayout layout, Site site, GridPorts ports, Memory memory) {
        StringBuilder storages = new StringBuilder();
        for (Storage storage : site.storages()) {
            storages.append(
                    """
                      - name: %s
                        root: %s
                        read-only: %s
                    """
                            .formatted(
                                    storage.rse(),
                                    quoted(layout, storage.root()),
                                    storage.readOnly()));
        }
        return """
        # The agent at %s: godwit agent --config agent-%1$s.yaml
        site: %1$s
        state: %s
        engine:
          host: %s
          port: %d
        data:
          host: %3$s
          port: %d
        buffers: %s
        block: %s
        rses:
        %stls:
        %s\
        """
                .formatted(
                        site.name(),
                        quoted(layout, layout.agentState(site.name())),
                        GridPorts.HOST,
                        ports.control(),
                        ports.data().get(site.name()),
                        memory.agentBuffers(),
                        memory.agentBlock(),
                        storages,
                        tls(layout, site.agent()));
    }

    private static String tls(GridLayout layout, String name) {
        return """
          certificate: %s
          key: %s
          authority: %s
        """
                .formatted(
                        quoted(layout, layout.deployment().resolve(name + ".crt")),
                        quoted(layout, layout.deployment().resolve(name + ".key")),
                        quoted(layout, authority(layout)));
    }

    private static String client(GridLayout layout, GridPorts ports) {
        return """
        # How the command line finds this grid: export GODWIT_CONFIG to this file.
        url: https://%s:%d
        cert: %s
        key: %s
        ca: %s
        """
                .formatted(
                        GridPorts.HOST,
                        ports.api(),
                        quoted(layout, layout.deployment().resolve(USER + ".crt")),
                        quoted(layout, layout.deployment().resolve(USER + ".key")),
                        quoted(layout, authority(layout)));
    }

    private static Path authority(GridLayout layout) {
        return layout.deployment().resolve(CertificateAuthority.CERTIFICATE_FILE);
    }

    /// Relative to the grid's directory where it lies in it, so that the directory may be moved; as
    /// a double-quoted YAML text, since users' directories have any name.
    private static String quoted(GridLayout layout, Path path) {
        Path shown =
                path.startsWith(layout.directory()) ? layout.directory().relativize(path) : path;
        StringBuilder text = new StringBuilder("\"");
        shown.toString()
                .codePoints()
                .forEach(c -> {
                    if (c == '"' || c == '\\') {
                        text.append('\\').appendCodePoint(c);
                    } else if (Character.isISOControl(c)) {
                        text.append("\\x%02x".formatted(c));
                    } else {
                        text.appendCodePoint(c);
                    }
                });
        return text.append('"').toString();
    }
}
