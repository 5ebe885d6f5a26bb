package org.godwit.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateAuthorityTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Identity AGENT = new Identity(Role.AGENT, "fr-1");

    private final EngineClock clock = EngineClock.system();
    @TempDir private Path temporary;
    private Path home;
    private CertificateAuthority authority;

    @BeforeEach
    void createAuthority() {
        home = temporary.resolve("ca");
        authority = CertificateAuthority.create(home, "Rubin test", YEAR, clock);
    }

    @Test
    void keysAreReadableByTheirOwnerAlone() throws IOException {
        CredentialFiles files = authority.issue(AGENT, List.of(), DAY, temporary.resolve("agent"));

        assertThat(permissions(home.resolve("ca.key"))).isEqualTo("rw-------");
        assertThat(permissions(files.key())).isEqualTo("rw-------");
        assertThat(permissions(home)).isEqualTo("rwx------");
    }

    @Test
    void theCertificateNamesItsHolderByUriAndHosts() throws Exception {
        CredentialFiles files =
                authority.issue(
                        AGENT, List.of("dtn1.in2p3.fr", "192.0.2.7", "2001:db8::7"), DAY, home);

        X509Certificate certificate = Credentials.load(files, clock).certificate();

        List<Object> names = new ArrayList<>();
        certificate.getSubjectAlternativeNames().forEach(name -> names.add(name.get(1)));
        assertThat(names)
                .containsExactly(
                        "urn:godwit:agent:fr-1",
                        "dtn1.in2p3.fr",
                        "192.0.2.7",
                        "2001:db8:0:0:0:0:0:7");
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=fr-1");
        assertThat(Identity.of(certificate)).isEqualTo(AGENT);
        assertThat(certificate.getSerialNumber().signum()).isPositive();
    }

    @Test
    void theChainFileEndsWithTheAuthority() {
        CredentialFiles files = authority.issue(AGENT, List.of(), DAY, home);

        assertThat(Credentials.load(files, clock).chain())
                .hasSize(2)
                .last()
                .isEqualTo(TrustAnchors.load(home.resolve("ca.crt")).certificates().getFirst());
    }

    @Test
    void anOpenedAuthorityIssuesWhatTheDeploymentTrusts() {
        CredentialFiles files =
                CertificateAuthority.open(home, clock)
                        .issue(AGENT, List.of(), DAY, temporary.resolve("elsewhere"));

        assertThat(Credentials.load(files, clock).identity()).isEqualTo(AGENT);
    }

    @Test
    void noCertificateOutlivesItsAuthority() {
        CredentialFiles files = authority.issue(AGENT, List.of(), YEAR.multipliedBy(9), home);

        assertThat(Credentials.load(files, clock).validUntil())
                .isBeforeOrEqualTo(Instant.now().plus(YEAR));
    }

    @Test
    void neverOverwritesAnything() throws IOException {
        authority.issue(AGENT, List.of(), DAY, home);
        String before = Files.readString(home.resolve("fr-1.crt"));

        assertInvalid(
                () -> authority.issue(AGENT, List.of(), DAY, home), "already exists", "fr-1.crt");
        assertInvalid(
                () -> CertificateAuthority.create(home, "other", YEAR, clock),
                "already exists",
                "ca.crt");
        Files.delete(home.resolve("fr-1.crt"));
        assertInvalid(
                () -> authority.issue(AGENT, List.of(), DAY, home), "already exists", "fr-1.key");
        assertInvalid(
                () -> authority.issue(new Identity(Role.USER, "ca"), List.of(), DAY, home),
                "already exists",
                "ca.crt");

        assertThat(before).contains("BEGIN CERTIFICATE");
        assertThat(home.resolve("fr-1.crt")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "../x", "é", "a\n", "a:b"})
    void refusesNamesThatAreNoNames(String name) {
        assertThatThrownBy(() -> new Identity(Role.AGENT, name))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME));
    }

    @Test
    void acceptsNamesUpTo64Characters() {
        assertThat(new Identity(Role.USER, "x".repeat(64)).name()).hasSize(64);
        assertThatThrownBy(() -> new Identity(Role.USER, "x".repeat(65)))
                .isInstanceOf(EngineException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*.in2p3.fr", "host:443", "https://host", "a b", "host\n", "x..y"})
    void refusesHostsThatAreNoHosts(String host) {
        assertInvalid(() -> authority.issue(AGENT, List.of(host), DAY, home), "DNS name");
        assertThat(home.resolve("fr-1.key")).doesNotExist();
    }

    @Test
    void refusesAValidityOfNothing() {
        assertInvalid(
                () -> authority.issue(AGENT, List.of(), Duration.ZERO, home),
                "longer than nothing");
    }

    @Test
    void saysWhereAnAuthorityIsMissing() {
        Path nowhere = temporary.resolve("nowhere");

        assertInvalid(() -> CertificateAuthority.open(nowhere, clock), "ca.key", "does not exist");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void assertInvalid(Runnable action, String... parts) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }
}
