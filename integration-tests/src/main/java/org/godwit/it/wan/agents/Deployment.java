package org.godwit.it.wan.agents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.godwit.message.LinkLease;
import org.godwit.message.MessageCodec;
import org.godwit.message.ReadGrant;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.model.Did;
import org.godwit.model.OrderId;
import org.godwit.runtime.EngineClock;
import org.godwit.security.CertificateAuthority;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Credentials;
import org.godwit.security.EnvelopeSigner;
import org.godwit.security.Identity;
import org.godwit.security.Role;

/// A throw-away deployment in a directory: its authority, the configuration and certificates of
/// agents, and an engine's key, with which orders and grants are made as an engine makes them. An
/// agent's RSE and site have the agent's name.
public final class Deployment {
    private static final String ENGINE = "engine";
    private static final Duration VALIDITY = Duration.ofDays(30);

    /// Rows of RSE `rse` in a catalogue have a number; orders carry it.
    private static final int RSE_NUMBER = 1;

    private static final int PRIORITY = 3;

    private final Path directory;
    private final Map<String, Long> dids = new HashMap<>();
    private final EngineClock clock;
    private final EnvelopeSigner engine;

    private Deployment(Path directory, EngineClock clock) {
        this.directory = directory;
        this.clock = clock;
        this.engine =
                new EnvelopeSigner(Credentials.load(CredentialFiles.in(directory, ENGINE), clock));
    }

    /// An agent and where others reach its data port.
    public record Address(String agent, String host, int port) {}

    /// Makes a deployment; the directory must not hold one.
    public static Deployment create(Path directory, EngineClock clock) {
        CertificateAuthority authority =
                CertificateAuthority.create(directory, "benchmark", VALIDITY, clock);
        CredentialFiles _ =
                authority.issue(new Identity(Role.ENGINE, ENGINE), List.of(), VALIDITY, directory);
        return new Deployment(directory, clock);
    }

    public static Deployment open(Path directory, EngineClock clock) {
        return new Deployment(directory, clock);
    }

    /// Adds an agent and writes its configuration.
    ///
    /// @param root of its RSE's storage
    /// @param settings further keys of the configuration and their values
    /// @return the configuration file
    public Path agent(Address address, Path root, Map<String, String> settings) throws IOException {
        String name = address.agent();
        CredentialFiles files =
                CertificateAuthority.open(directory, clock)
                        .issue(
                                new Identity(Role.AGENT, name),
                                List.of(address.host()),
                                VALIDITY,
                                directory);
        StringBuilder more = new StringBuilder();
        settings.forEach((key, value) -> more.append(key).append(": ").append(value).append('\n'));
        Path config = directory.resolve("agent-" + name + ".yaml");
        Files.createDirectories(root);
        return Files.writeString(
                config,
                """
                site: %s
                state: state-%1$s
                engine:
                  host: "127.0.0.1"
                data:
                  protection: [tls, integrity, clear]
                  host: "0.0.0.0"
                  port: %d
                  advertised-host: "%s"
                  protection: [tls, integrity, clear]
                tls:
                  certificate: %s
                  key: %s
                  authority: %s
                rses:
                  - name: %1$s
                    root: "%s"
                %s\
                """
                        .formatted(
                                name,
                                address.port(),
                                address.host(),
                                files.certificate().getFileName(),
                                files.key().getFileName(),
                                files.authority().getFileName(),
                                root.toAbsolutePath(),
                                more));
    }

    /// Writes the orders to fetch files, with their grants, as an engine would send them: a message
    /// a line, of at most a thousand files.
    ///
    /// @param into path of the copy within the destination's RSE, before the file's own
    /// @param attempt 1, or more where the same files are ordered again
    /// @return `sheet`
    public Path order(
            Path sheet, Address from, String to, List<WorkFile> files, String into, int attempt)
            throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int at = 0; at < files.size(); at += ToAgent.ITEMS_MAX) {
            int end = Math.min(files.size(), at + ToAgent.ITEMS_MAX);
            ToAgent.Orders message = orders(from, to, files.subList(at, end), into, attempt);
            lines.append(new String(MessageCodec.encode(message), StandardCharsets.UTF_8));
            lines.append('\n');
        }
        return Files.writeString(sheet, lines);
    }

    private ToAgent.Orders orders(
            Address from, String to, List<WorkFile> files, String into, int attempt) {
        List<TransferOrder> orders = new java.util.ArrayList<>();
        List<ReadGrant.File> granted = new java.util.ArrayList<>();
        for (WorkFile file : files) {
            // The same in every submission: by it an agent knows what it has of a file already.
            long did = dids.computeIfAbsent(file.path(), _ -> dids.size() + 1L);
            granted.add(new ReadGrant.File(did, from.agent(), file.path(), file.bytes()));
            orders.add(
                    new TransferOrder(
                            // The copy's place is part of what distinguishes replicas here.
                            new OrderId(did, RSE_NUMBER, into.hashCode() & 0x7fff_ffffL, attempt),
                            new Did("bench", file.path()),
                            file.bytes(),
                            file.adler32(),
                            "Data Rebalancing",
                            PRIORITY,
                            new TransferOrder.Source(
                                    from.agent(),
                                    from.agent(),
                                    from.host(),
                                    from.port(),
                                    from.agent(),
                                    file.path()),
                            new TransferOrder.Destination(to, to, into + "/" + file.path()),
                            0));
        }
        byte[] grant =
                engine.sign(
                        MessageCodec.encode(
                                new ReadGrant(BenchAgent.EPOCH, to, from.agent(), granted)));
        return new ToAgent.Orders(
                BenchAgent.EPOCH, to, 1, LinkLease.of(0, List.of()), List.of(grant), orders);
    }
}
