package org.godwit.security;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.godwit.runtime.EngineClock;

/// The authority of a deployment and its members' credentials, in a temporary directory, for tests
/// that need real certificates. Thread-safe as far as names differ.
public final class TestDeployment {
    private static final Duration VALIDITY = Duration.ofDays(2);

    private final Path directory;
    private final EngineClock clock;
    private final CertificateAuthority authority;

    /// Creates the authority in `directory`.
    public TestDeployment(Path directory, EngineClock clock) {
        this.directory = directory;
        this.clock = clock;
        this.authority = CertificateAuthority.create(directory, "test", VALIDITY, clock);
    }

    public Credentials engine(String name) {
        return issue(Role.ENGINE, name);
    }

    public Credentials agent(String name) {
        return issue(Role.AGENT, name);
    }

    public Credentials user(String name) {
        return issue(Role.USER, name);
    }

    /// Where the member's files are; they exist once it has been issued.
    public CredentialFiles files(String name) {
        return CredentialFiles.in(directory, name);
    }

    private Credentials issue(Role role, String name) {
        return Credentials.load(
                authority.issue(
                        new Identity(role, name),
                        List.of("localhost", "127.0.0.1"),
                        VALIDITY.dividedBy(2),
                        directory),
                clock);
    }
}
