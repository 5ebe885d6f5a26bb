package org.godwit.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.godwit.coordination.hazelcast.HazelcastAgentMailbox;
import org.godwit.coordination.hazelcast.HazelcastEngineMailbox;
import org.godwit.coordination.tunnel.TunnelClient;
import org.godwit.coordination.tunnel.TunnelServer;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.godwit.security.EnvelopeSigner;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Identity;
import org.godwit.security.Role;
import org.godwit.security.TestDeployment;
import org.godwit.security.Verification;
import org.godwit.security.Verification.Verified;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way between engine and agent as it is in production: signed envelopes in Hazelcast
/// through the tunnel.
final class PostThroughTunnelTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final EngineClock clock = EngineClock.system();
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    @TempDir private Path temporary;
    private Credentials engine;
    private Credentials agent;

    /// One run of an engine.
    private record Run(HazelcastEngineMailbox mailbox, TunnelServer tunnel)
            implements AutoCloseable {
        @Override
        public void close() {
            tunnel.close();
            mailbox.close();
        }
    }

    @BeforeEach
    void issueCertificates() {
        TestDeployment deployment = new TestDeployment(temporary.resolve("ca"), clock);
        engine = deployment.engine("main");
        agent = deployment.agent("fr-1");
    }

    @Test
    void ordersAndOutcomesPassAlsoAfterTheEngineIsStartedAgain() throws Exception {
        Run first = run(0);
        int port = first.tunnel().address().getPort();
        try (TunnelClient tunnel = TunnelClient.open("localhost", port, agent, clock);
                HazelcastAgentMailbox mailbox =
                        HazelcastAgentMailbox.open("fr-1", tunnel, clock, new Random(1))) {
            exchange(first, mailbox, 1);
            assertThat(first.tunnel().connected()).containsExactly("fr-1");
            Await.until(
                    "presence",
                    SOON,
                    () -> {
                        mailbox.beat();
                        return first.mailbox().present().contains("fr-1");
                    });

            first.close();
            Await.until("the loss is noticed", SOON, () -> !mailbox.send(new byte[0]));
            received.clear();
            try (Run second = run(port)) {
                exchange(second, mailbox, 2);
            }
        } finally {
            first.close();
        }
    }

    private Run run(int port) {
        HazelcastEngineMailbox mailbox = HazelcastEngineMailbox.open(0, clock);
        mailbox.start(received::add);
        TunnelServer tunnel =
                TunnelServer.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        mailbox.port(),
                        mailbox.secretName(),
                        engine,
                        clock);
        return new Run(mailbox, tunnel);
    }

    private void exchange(Run run, AgentMailbox mailbox, int number) throws Exception {
        byte[] outcome = new EnvelopeSigner(agent).sign(new byte[] {(byte) number});
        Await.until("outcome taken", SOON, () -> mailbox.send(outcome));
        byte[] arrived = received.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(arrived).isNotNull();
        assertVerified(verify(arrived, Role.AGENT), agent.identity(), number);

        byte[] order = new EnvelopeSigner(engine).sign(new byte[] {(byte) -number});
        assertThat(run.mailbox().send("fr-1", order)).isTrue();
        assertVerified(
                verify(Await.message(mailbox, SOON), Role.ENGINE), engine.identity(), -number);
    }

    private Verification verify(byte[] envelope, Role sender) {
        return new EnvelopeVerifier(engine.trust(), Set.of(sender), clock).verify(envelope);
    }

    private static void assertVerified(Verification verification, Identity sender, int payload) {
        assertThat(verification)
                .asInstanceOf(InstanceOfAssertFactories.type(Verified.class))
                .satisfies(verified -> {
                    assertThat(verified.sender()).isEqualTo(sender);
                    assertThat(verified.payload()).containsExactly((byte) payload);
                });
    }
}
