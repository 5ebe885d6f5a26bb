package org.godwit.coordination.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.client.impl.protocol.codec.MCShutdownMemberCodec;
import com.hazelcast.client.impl.spi.impl.ClientInvocation;
import com.hazelcast.config.Config;
import com.hazelcast.core.DistributedObject;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.godwit.coordination.Await;
import org.godwit.coordination.EngineRoute;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.security.EnvelopeSigner;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Role;
import org.godwit.security.TestDeployment;
import org.godwit.security.Verification;
import org.godwit.security.Verification.Verified;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody has got into Hazelcast, knows its secret name, and does his worst.
final class HostileHazelcastTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final EngineClock clock = EngineClock.system();
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private HazelcastEngineMailbox engine;
    private HazelcastAgentMailbox agent;
    private HazelcastInstance rogue;

    @BeforeEach
    void start() {
        engine = HazelcastEngineMailbox.open(0, clock);
        engine.start(received::add);
        agent =
                HazelcastAgentMailbox.open(
                        "fr-1", HazelcastMailboxTest.direct(engine), clock, new Random(1));
        rogue = HazelcastClient.newHazelcastClient(rogueConfig(engine));
    }

    @AfterEach
    void stop() {
        rogue.getLifecycleService().terminate();
        agent.close();
        engine.close();
    }

    @Test
    void forgedEntriesDoNotPassAndTrueOnesStillDo(@TempDir Path directory) throws Exception {
        TestDeployment deployment = new TestDeployment(directory.resolve("ca"), clock);
        TestDeployment others = new TestDeployment(directory.resolve("other"), clock);
        EnvelopeSigner signer = new EnvelopeSigner(deployment.agent("fr-1"));
        byte[] trueOne = signer.sign(new byte[] {1});
        byte[] tampered = signer.sign(new byte[] {2});
        tampered[tampered.length - 65] = 3;
        List<Object> forged =
                List.of(
                        "no bytes",
                        42L,
                        new Payload(),
                        new byte[0],
                        new byte[100_000],
                        tampered,
                        new EnvelopeSigner(others.agent("fr-1")).sign(new byte[] {4}),
                        new EnvelopeSigner(deployment.user("mallory")).sign(new byte[] {5}));

        for (Object entry : forged) {
            rogue.getQueue("godwit.engine").offer(entry);
            Await.until("taken", SOON, () -> rogue.getQueue("godwit.engine").isEmpty());
        }
        Await.until("sent", SOON, () -> agent.send(trueOne));

        EnvelopeVerifier verifier =
                new EnvelopeVerifier(deployment.engine("main").trust(), Set.of(Role.AGENT), clock);
        int passed = 0;
        byte[] last = {};
        while (!Arrays.equals(last, trueOne)) {
            last = received.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(last).isNotNull();
            if (verifier.verify(last) instanceof Verified verified) {
                assertThat(verified.payload()).containsExactly(1);
                passed++;
            }
        }
        assertThat(passed).isEqualTo(1);
        assertThat(Payload.READ).isFalse();
    }

    @Test
    void junkInAnAgentsBoxIsSkipped(@TempDir Path directory) throws Exception {
        TestDeployment deployment = new TestDeployment(directory.resolve("ca"), clock);
        byte[] order = new EnvelopeSigner(deployment.engine("main")).sign(new byte[] {1});
        rogue.getQueue("godwit.agent.fr-1").offer("junk");
        rogue.getQueue("godwit.agent.fr-1").offer(new byte[] {9});
        EnvelopeVerifier verifier =
                new EnvelopeVerifier(deployment.agent("fr-1").trust(), Set.of(Role.ENGINE), clock);

        engine.send("fr-1", order);

        assertThat(verifier.verify(Await.message(agent, SOON)))
                .isInstanceOf(Verification.Refused.class);
        assertThat(verifier.verify(Await.message(agent, SOON))).isInstanceOf(Verified.class);
    }

    @Test
    void wipingEverythingLosesOnlyMessages() throws Exception {
        Await.until("connected", SOON, () -> agent.send(new byte[] {1}));
        assertThat(received.poll(SOON.toSeconds(), TimeUnit.SECONDS)).containsExactly(1);
        engine.send("us-1", new byte[] {7});
        for (int round = 0; round < 3; round++) {
            rogue.getDistributedObjects().forEach(DistributedObject::destroy);
        }

        // senders that derive their messages again get through
        Await.until(
                "order after the wipe",
                SOON,
                () -> engine.send("fr-1", new byte[] {2}) && receivedByAgent());
        Await.until(
                "outcome after the wipe",
                SOON,
                () -> agent.send(new byte[] {3}) && received.poll() != null);
    }

    @Test
    void presenceSurvivesJunk() throws Exception {
        rogue.getMap("godwit.present").set(17, "x");
        rogue.getMap("godwit.present").set("../../etc", "x");
        rogue.getMap("godwit.present").set(new Payload(), "x");

        Await.until(
                "presence",
                SOON,
                () -> {
                    agent.beat();
                    return engine.present().equals(Set.of("fr-1"));
                });
    }

    @Test
    void anEngineThatIsStartedAgainIsFoundAgain() throws Exception {
        var current = new AtomicReference<>(engine);
        EngineRoute route = () -> HazelcastMailboxTest.direct(current.get()).find();
        try (var other = HazelcastAgentMailbox.open("us-1", route, clock, new Random(1))) {
            Await.until("connected", SOON, () -> other.send(new byte[] {1}));
            engine.close();
            engine = HazelcastEngineMailbox.open(0, clock);
            engine.start(received::add);
            current.set(engine);
            received.clear();

            Await.until("connected again", SOON, () -> other.send(new byte[] {2}));
            assertThat(received.poll(SOON.toSeconds(), TimeUnit.SECONDS)).containsExactly(2);
            engine.send("us-1", new byte[] {3});
            assertThat(Await.message(other, SOON)).containsExactly(3);
        }
    }

    @Test
    void anAgentWithoutEngineWaitsInPatience() throws Exception {
        try (var alone =
                HazelcastAgentMailbox.open("us-1", Optional::empty, clock, new Random(1))) {
            alone.beat();
            assertThat(alone.send(new byte[] {1})).isFalse();
            assertThat(alone.receive(Duration.ofMillis(50))).isEmpty();
        }
    }

    @Test
    void closingAnAgentWakesItsReceiver() throws Exception {
        var waiting = new CompletableFuture<Boolean>();
        Thread.startVirtualThread(() -> {
            try {
                waiting.complete(agent.receive(Duration.ofMinutes(5)).isEmpty());
            } catch (InterruptedException e) {
                waiting.completeExceptionally(e);
            }
        });
        agent.close();

        assertThat(waiting.get(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nothingListensOutsideLoopback() throws Exception {
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : each.inetAddresses().toList()) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> connect(address)).isInstanceOf(IOException.class);
                }
            }
        }
        connect(InetAddress.getLoopbackAddress());
    }

    @Test
    void whoDoesNotKnowTheNameIsNotLetIn() {
        ClientConfig guess = rogueConfig(engine).setClusterName("dev");
        guess.getConnectionStrategyConfig()
                .getConnectionRetryConfig()
                .setClusterConnectTimeoutMillis(500);

        assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(guess))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noOtherMemberJoins() {
        Config config = HazelcastSettings.member(0, engine.secretName());
        config.getNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .setEnabled(true)
                .addMember("127.0.0.1:" + engine.port());
        config.setProperty("hazelcast.max.join.seconds", "3");

        HazelcastInstance intruder = null;
        try {
            intruder = Hazelcast.newHazelcastInstance(config);
        } catch (IllegalStateException _) {
            // gave up: as good
        } finally {
            if (intruder != null) {
                intruder.getLifecycleService().terminate();
            }
        }
        assertThat(rogue.getCluster().getMembers()).hasSize(1);
    }

    @Test
    void aClientMayNotAdministerTheMember() {
        var client = ((HazelcastClientProxy) rogue).client;
        var shutdown = new ClientInvocation(client, MCShutdownMemberCodec.encodeRequest(), null);

        assertThatThrownBy(() -> shutdown.invoke().get(5, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(RuntimeException.class);
        assertThat(engine.send("us-1", new byte[] {1})).isTrue();
    }

    @Test
    void aTakenPortIsAClearError() {
        assertThatThrownBy(() -> HazelcastEngineMailbox.open(engine.port(), clock))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("127.0.0.1:" + engine.port())
                .message()
                .doesNotContain("\n");
    }

    private boolean receivedByAgent() {
        try {
            return agent.receive(Duration.ofSeconds(1)).isPresent();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void connect(InetAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, engine.port()), 2_000);
        }
    }

    private static ClientConfig rogueConfig(HazelcastEngineMailbox engine) {
        return HazelcastSettings.client(
                HazelcastMailboxTest.direct(engine).find().orElseThrow(), () -> {});
    }

    /// A class that the engine must not deserialise.
    private static final class Payload implements Serializable {
        private static final long serialVersionUID = 1L;
        static final AtomicBoolean READ = new AtomicBoolean();

        private void readObject(ObjectInputStream in) {
            READ.set(true);
        }
    }
}
