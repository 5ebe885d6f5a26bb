package org.godwit.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.agent.tls.TlsTrial;
import org.godwit.config.TlsConfig;
import org.godwit.report.Units;
import org.godwit.runtime.EngineException;
import org.godwit.security.CertificateAuthority;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Credentials;
import org.godwit.security.Identity;
import org.godwit.security.Role;

/// How fast one processor encrypts and decrypts, by the library and the settings that the agent
/// uses; and whether the agent's certificate is good.
final class TlsCheck implements Check {
    private static final Duration EXPIRES_SOON = Duration.ofDays(30);

    @Override
    public String about() {
        return "TLS";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        List<Finding> findings = new ArrayList<>();
        Optional<Credentials> own = Optional.empty();
        if (host.config().isPresent()) {
            try {
                TlsConfig files = host.config().get().tls();
                Credentials loaded =
                        Credentials.load(
                                new CredentialFiles(
                                        files.certificate(), files.key(), files.authority()),
                                host.clock());
                findings.add(certificate(host, loaded));
                own = Optional.of(loaded).filter(c -> c.identity().role() == Role.AGENT);
            } catch (EngineException e) {
                findings.add(Finding.bad("certificate", String.valueOf(e.getMessage())));
            }
        }
        findings.add(speed(host, goal, own, cancellation));
        return findings;
    }

    private static Finding certificate(Host host, Credentials credentials) {
        Identity identity = credentials.identity();
        Instant end = credentials.certificate().getNotAfter().toInstant();
        String text = "%s, valid until %s".formatted(identity, end);
        String advice = "godwit admin issue agent %s --host HOST".formatted(identity.name());
        if (identity.role() != Role.AGENT) {
            return Finding.bad("certificate", text + ": it must be an agent's").advising(advice);
        }
        return host.clock().now().plus(EXPIRES_SOON).isBefore(end)
                ? Finding.ok("certificate", text)
                : Finding.warn("certificate", text).advising(advice);
    }

    private static Finding speed(
            Host host, Goal goal, Optional<Credentials> own, Cancellation cancellation) {
        try {
            TlsTrial.Speed speed =
                    own.isPresent()
                            ? measure(host, own.get(), cancellation)
                            : measureWithPassingCredentials(host, cancellation);
            int processors = host.java().processors();
            String text =
                    "%s: encrypts %s, decrypts %s on one processor"
                            .formatted(
                                    speed.library(),
                                    Units.rate(1e9 / speed.encryptSecondsPerGigabyte()),
                                    Units.rate(1e9 / speed.decryptSecondsPerGigabyte()));
            double max =
                    processors
                            * 1e9
                            / Math.max(
                                    speed.encryptSecondsPerGigabyte(),
                                    speed.decryptSecondsPerGigabyte());
            Finding finding =
                    max < goal.bytesPerSecond()
                            ? Finding.bad("tls", text)
                            : speed.whyNotNative().isPresent()
                                    ? Finding.warn("tls", text)
                                    : Finding.ok("tls", text);
            return speed.whyNotNative()
                    .map(why ->
                            finding.advising(
                                    "make BoringSSL's library loadable (%s); /tmp must be executable"
                                            .formatted(why)))
                    .orElse(finding)
                    .allowing(max)
                    .costing(
                            new Cost(
                                    speed.encryptSecondsPerGigabyte(),
                                    speed.decryptSecondsPerGigabyte()));
        } catch (IOException | EngineException e) {
            return Finding.unknown("tls", "the speed could not be measured: " + e.getMessage());
        }
    }

    private static TlsTrial.Speed measure(
            Host host, Credentials credentials, Cancellation cancellation) throws IOException {
        try (ChannelSecurity security = ChannelSecurity.tls(credentials)) {
            return TlsTrial.run(security, host.clock(), CpuTime::nanos, cancellation::check);
        }
    }

    /// With an authority and an agent that nobody else ever knows, in a directory that is removed.
    private static TlsTrial.Speed measureWithPassingCredentials(
            Host host, Cancellation cancellation) throws IOException {
        Path directory = Files.createTempDirectory("godwit-doctor");
        try {
            CertificateAuthority authority =
                    CertificateAuthority.create(
                            directory, "doctor", Duration.ofHours(1), host.clock());
            CredentialFiles files =
                    authority.issue(
                            new Identity(Role.AGENT, "doctor"),
                            List.of("localhost"),
                            Duration.ofHours(1),
                            directory);
            return measure(host, Credentials.load(files, host.clock()), cancellation);
        } finally {
            TestFiles.remove(directory);
        }
    }
}
