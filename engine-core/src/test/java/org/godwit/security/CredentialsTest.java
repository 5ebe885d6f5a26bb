package org.godwit.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.runtime.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialsTest {
    private final EngineClock clock = EngineClock.system();
    @TempDir private Path temporary;
    private TestDeployment deployment;
    private CredentialFiles files;

    @BeforeEach
    void issue() {
        deployment = new TestDeployment(temporary.resolve("ca"), clock);
        deployment.agent("fr-1");
        files = deployment.files("fr-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void refusesAKeyThatOthersCanRead(String permissions) throws IOException {
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString(permissions));

        assertRefused(files, "fr-1.key", "chmod 600");
    }

    @Test
    void refusesTheKeyOfAnother() throws IOException {
        deployment.agent("us-1");
        Files.copy(
                deployment.files("us-1").key(),
                files.key(),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);

        assertRefused(files, "fr-1.key", "is not the key of");
    }

    @Test
    void refusesACertificateOfAnotherDeployment() {
        var other = new TestDeployment(temporary.resolve("other"), clock);
        other.agent("fr-1");
        CredentialFiles mixed =
                new CredentialFiles(
                        other.files("fr-1").certificate(),
                        other.files("fr-1").key(),
                        files.authority());

        assertRefused(mixed, "fr-1.crt", "not issued by this deployment's authority");
    }

    @Test
    void refusesAnExpiredCertificate() {
        ManualClock later = new ManualClock(Instant.now().plus(Duration.ofHours(25)));

        assertThatThrownBy(() -> Credentials.load(files, later))
                .isInstanceOf(EngineException.class)
                .hasMessageContainingAll("fr-1.crt", "expired", "issue a new one");
    }

    @Test
    void refusesACertificateFromTheFuture() {
        ManualClock before = new ManualClock(Instant.now().minus(Duration.ofDays(1)));

        assertThatThrownBy(() -> Credentials.load(files, before))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("authority is out of its validity");
    }

    @Test
    void refusesAnAuthorityThatIsNone() {
        assertRefused(
                new CredentialFiles(files.certificate(), files.key(), files.certificate()),
                "fr-1.crt",
                "no authority's");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nMIIB"
            })
    void saysWhichCertificateFileIsBroken(String content) throws IOException {
        Files.writeString(files.certificate(), content);

        assertRefused(files, "fr-1.crt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n=A=A\n-----END PRIVATE KEY-----"
            })
    void saysWhichKeyFileIsBroken(String content) throws IOException {
        Files.writeString(files.key(), content);

        assertRefused(files, "fr-1.key");
    }

    @Test
    void saysWhichFileIsMissingOrTooLong() throws IOException {
        assertRefused(
                new CredentialFiles(files.certificate(), temporary.resolve("x"), files.authority()),
                "x does not exist");
        Files.write(files.certificate(), new byte[300_000]);
        assertRefused(files, "fr-1.crt", "too long");
    }

    @Test
    void twoAuthoritiesAreTrustedWhileADeploymentChangesThem() throws IOException {
        var next = new TestDeployment(temporary.resolve("next"), clock);
        Credentials renewed = next.agent("fr-2");
        Path both = temporary.resolve("both.crt");
        Files.writeString(
                both,
                Files.readString(files.authority())
                        + Files.readString(next.files("fr-2").authority()));

        TrustAnchors trust = TrustAnchors.load(both);

        assertThat(
                        new EnvelopeVerifier(trust, Set.of(Role.AGENT), clock)
                                .verify(new EnvelopeSigner(renewed).sign(new byte[3])))
                .isInstanceOf(Verification.Verified.class);
        assertThat(
                        Credentials.load(
                                        new CredentialFiles(files.certificate(), files.key(), both),
                                        clock)
                                .trust()
                                .certificates())
                .hasSize(2);
    }

    @Test
    void aMemberCannotIssueCertificates() throws Exception {
        Credentials rogue = Credentials.load(files, clock);
        List<X509Certificate> chain =
                List.of(
                        Forgery.engineIssuedBy(rogue),
                        rogue.certificate(),
                        rogue.trust().certificates().getFirst());

        assertThatThrownBy(() ->
                        new PeerVerifier(TrustAnchors.load(files.authority()), clock)
                                .verify(chain, Set.of(Role.ENGINE)))
                .hasMessageContaining("not issued by this deployment's authority");
    }

    private void assertRefused(CredentialFiles broken, String... parts) {
        assertThatThrownBy(() -> Credentials.load(broken, clock))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }
}
