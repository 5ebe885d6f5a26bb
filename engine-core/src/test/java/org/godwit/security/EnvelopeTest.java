package org.godwit.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ManualClock;
import org.godwit.security.Verification.Reason;
import org.godwit.security.Verification.Refused;
import org.godwit.security.Verification.Verified;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvelopeTest {
    private static final byte[] PAYLOAD = "outcome 7: done".getBytes(StandardCharsets.UTF_8);

    private final ManualClock clock = new ManualClock(Instant.now());
    @TempDir private Path temporary;
    private TestDeployment deployment;
    private Credentials agent;
    private EnvelopeVerifier verifier;

    @BeforeEach
    void deploy() {
        deployment = new TestDeployment(temporary.resolve("ca"), clock);
        agent = deployment.agent("fr-1");
        verifier = new EnvelopeVerifier(agent.trust(), Set.of(Role.AGENT), clock);
    }

    @Test
    void whatAMemberSignedIsBelieved() {
        byte[] envelope = new EnvelopeSigner(agent).sign(PAYLOAD);

        for (int i = 0; i < 3; i++) { // the second time from memory
            assertThat(verifier.verify(envelope))
                    .asInstanceOf(InstanceOfAssertFactories.type(Verified.class))
                    .satisfies(verified -> {
                        assertThat(verified.sender()).isEqualTo(new Identity(Role.AGENT, "fr-1"));
                        assertThat(verified.payload()).isEqualTo(PAYLOAD);
                    });
        }
    }

    @Test
    void anEmptyPayloadIsAPayload() {
        assertThat(verifier.verify(new EnvelopeSigner(agent).sign(new byte[0])))
                .asInstanceOf(InstanceOfAssertFactories.type(Verified.class))
                .satisfies(verified -> assertThat(verified.payload()).isEmpty());
    }

    @Test
    void aBitFlippedAnywhereIsNoticed() {
        byte[] envelope = new EnvelopeSigner(agent).sign(PAYLOAD);
        assertThat(verifier.verify(envelope)).isInstanceOf(Verified.class);

        for (int at = 0; at < envelope.length; at++) {
            byte[] flipped = envelope.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            assertThat(verifier.verify(flipped)).as("byte %d", at).isInstanceOf(Refused.class);
        }
    }

    @Test
    void anyTruncationOrAppendixIsMalformed() {
        byte[] envelope = new EnvelopeSigner(agent).sign(PAYLOAD);

        for (int length = 0; length < envelope.length; length++) {
            assertRefused(Arrays.copyOf(envelope, length), Reason.MALFORMED);
        }
        assertRefused(Arrays.copyOf(envelope, envelope.length + 1), Reason.MALFORMED);
    }

    @Test
    void lengthsThatLieAreMalformed() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 24}) {
            byte[] envelope = new EnvelopeSigner(agent).sign(PAYLOAD);
            ByteBuffer.wrap(envelope).putInt(7, length);
            assertRefused(envelope, Reason.MALFORMED);
        }
    }

    @Test
    void noiseIsRefusedWithoutAnException() {
        long seed = Long.getLong("seed", 20_261_123L);
        Random random = new Random(seed);
        byte[] envelope = new EnvelopeSigner(agent).sign(PAYLOAD);
        for (int i = 0; i < 300; i++) {
            byte[] noisy = envelope.clone();
            for (int n = random.nextInt(1, 20); n > 0; n--) {
                noisy[random.nextInt(11, noisy.length)] ^= (byte) random.nextInt(1, 256);
            }
            if (!Arrays.equals(noisy, envelope)) {
                assertThat(verifier.verify(noisy)).as("seed %d", seed).isInstanceOf(Refused.class);
            }
        }
    }

    @Test
    void anotherDeploymentsMembersAreStrangers() {
        var other = new TestDeployment(temporary.resolve("other"), clock);

        assertRefused(
                new EnvelopeSigner(other.agent("fr-1")).sign(PAYLOAD), Reason.UNTRUSTED_SENDER);
    }

    @Test
    void thePayloadOfOneUnderTheCertificateOfAnotherIsForged() {
        Credentials victim = deployment.agent("us-1");
        byte[] ours = new EnvelopeSigner(agent).sign(PAYLOAD);
        byte[] theirs = new EnvelopeSigner(victim).sign(PAYLOAD);
        byte[] forged = theirs.clone();
        System.arraycopy(ours, ours.length - 64, forged, forged.length - 64, 64);

        assertRefused(forged, Reason.BAD_SIGNATURE);
    }

    @Test
    void aSignatureOfZerosIsForged() {
        byte[] forged = new EnvelopeSigner(agent).sign(PAYLOAD);
        Arrays.fill(forged, forged.length - 64, forged.length, (byte) 0);

        assertRefused(forged, Reason.BAD_SIGNATURE);
    }

    @Test
    void rolesAreKeptApart() {
        assertRefused(
                new EnvelopeSigner(deployment.engine("main")).sign(PAYLOAD), Reason.WRONG_ROLE);
        assertRefused(
                new EnvelopeSigner(deployment.user("alice")).sign(PAYLOAD), Reason.WRONG_ROLE);
        assertThat(
                        new EnvelopeVerifier(agent.trust(), EnumSet.allOf(Role.class), clock)
                                .verify(new EnvelopeSigner(deployment.user("bob")).sign(PAYLOAD)))
                .isInstanceOf(Verified.class);
    }

    @Test
    void anExpiredSenderIsRefusedAlsoIfRemembered() {
        byte[] envelope = new EnvelopeSigner(agent).sign(PAYLOAD);
        assertThat(verifier.verify(envelope)).isInstanceOf(Verified.class);

        clock.advance(Duration.ofHours(25));

        assertRefused(envelope, Reason.UNTRUSTED_SENDER);
        assertRefused(
                new EnvelopeVerifier(agent.trust(), Set.of(Role.AGENT), clock),
                envelope,
                "expired");
    }

    @Test
    void theAuthorityItselfIsNobody() {
        byte[] envelope = new EnvelopeSigner(agent).sign(PAYLOAD);
        var authority = agent.trust().certificates().getFirst();

        assertThatThrownBy(() ->
                        new PeerVerifier(agent.trust(), clock)
                                .verify(List.of(authority), EnumSet.allOf(Role.class)))
                .hasMessageContaining("nobody's identity");
        assertThat(verifier.verify(envelope)).isInstanceOf(Verified.class);
    }

    @Test
    void tooLargeAPayloadIsRefusedBeforeItIsSent() {
        EnvelopeSigner signer = new EnvelopeSigner(agent);
        byte[] largest = new byte[SignedEnvelope.PAYLOAD_BYTES_MAX];

        assertThat(verifier.verify(signer.sign(largest))).isInstanceOf(Verified.class);
        assertThatThrownBy(() -> signer.sign(new byte[largest.length + 1]))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("send it in parts");
    }

    private void assertRefused(byte[] envelope, Reason reason) {
        assertThat(verifier.verify(envelope))
                .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static void assertRefused(EnvelopeVerifier verifier, byte[] envelope, String detail) {
        assertThat(verifier.verify(envelope))
                .asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
                .satisfies(refused -> assertThat(refused.detail()).contains(detail));
    }
}
