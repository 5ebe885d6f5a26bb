package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameCodec;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.FailureClass;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.godwit.security.TestDeployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who decides how a session is protected, and what happens where TLS ends.
class ProtectionTest {
    private static final int BLOCK = Site.OPTIONS.blockBytes();

    @TempDir Path directory;
    private TestDeployment deployment;
    private Site uk;

    @BeforeEach
    void startSource() {
        deployment = new TestDeployment(directory.resolve("ca"), EngineClock.system());
        uk = new Site("UK", directory.resolve("uk"), Site.lenient(deployment.agent("UK")));
    }

    @AfterEach
    void stopSource() {
        uk.close();
    }

    private ChannelSecurity accepting(String agent, Protection... levels) {
        return ChannelSecurity.of(deployment.agent(agent), Set.of(levels), MacAlgorithm.GMAC);
    }

    private Site destination(WireFaults connections, ChannelSecurity security) {
        return new Site(
                "FR", directory.resolve("fr"), security, Site.OPTIONS, connections, null, true);
    }

    @ParameterizedTest
    @EnumSource(
            value = Protection.class,
            names = {"INTEGRITY", "CLEAR"})
    void refusesWhatTheSourceDoesNotAcceptAndSaysWhatToChangeThere(Protection level) {
        try (Site strict =
                        new Site("US", directory.resolve("us"), accepting("US", Protection.TLS));
                Site fr = destination(new WireFaults(), Site.lenient(deployment.agent("FR")))) {
            byte[] content = Moves.put(strict, "f", 100, 1);
            fr.protectedBy(level);

            TransferOutcome.Failed failed =
                    Moves.start(fr, Moves.order(strict, fr, "f", content, 1)).failed();

            assertThat(failed.failure()).isEqualTo(FailureClass.REFUSED);
            assertThat(failed.reason())
                    .contains("agent US does not accept connections protected by")
                    .contains("data.protection");
            assertThat(fr.visible()).isEmpty();

            fr.protectedBy(Protection.TLS);
            Moves.start(fr, Moves.order(strict, fr, "f", content, 1)).completed();
        }
    }

    @Test
    void asksForNothingThatTheDestinationDoesNotAccept() {
        WireFaults connections = new WireFaults();
        try (Site fr = destination(connections, accepting("FR", Protection.TLS))) {
            byte[] content = Moves.put(uk, "f", 100, 1);
            fr.protectedBy(Protection.CLEAR);

            TransferOutcome.Failed failed =
                    Moves.start(fr, Moves.order(uk, fr, "f", content, 1)).failed();

            assertThat(failed.failure()).isEqualTo(FailureClass.REFUSED);
            assertThat(failed.reason())
                    .contains("agent FR does not accept connections protected by clear")
                    .contains("data.protection");
            assertThat(connections.connections).hasValue(0);
        }
    }

    @Test
    void followsTheEnginesChoiceBetweenTransfers() throws IOException {
        AtomicInteger data = new AtomicInteger();
        try (Site fr = destination(new WireFaults(), Site.lenient(deployment.agent("FR")));
                FrameProxy proxy =
                        new FrameProxy(
                                uk.port,
                                unit -> {
                                    data.addAndGet(unit.isData() ? 1 : 0);
                                    return List.of(unit.bytes());
                                })) {
            byte[] open = Moves.put(uk, "open", 4 * BLOCK, 1);
            byte[] secret = Moves.put(uk, "secret", 4 * BLOCK, 2);
            fr.protectedBy(Protection.CLEAR);
            move(proxy, fr, "open", open);
            assertThat(data).hasValue(4);

            fr.protectedBy(Protection.TLS);
            move(proxy, fr, "secret", secret);
            assertThat(data).hasValue(4);
        }
    }

    @Test
    void followsTheEnginesChoiceWithinATransfer() throws IOException {
        AtomicInteger data = new AtomicInteger();
        try (Site fr = destination(new WireFaults(), Site.lenient(deployment.agent("FR")));
                FrameProxy proxy =
                        new FrameProxy(
                                uk.port,
                                unit -> {
                                    if (unit.isRecord()) {
                                        return List.of(unit.bytes());
                                    }
                                    if (unit.isData() && data.incrementAndGet() == 30) {
                                        fr.protectedBy(Protection.TLS);
                                    }
                                    // So that it cannot end in the clear.
                                    return data.get() < 30 ? List.of(unit.bytes()) : List.of();
                                })) {
            byte[] content = Moves.put(uk, "f", 100 * BLOCK, 1);
            fr.protectedBy(Protection.CLEAR);
            move(proxy, fr, "f", content);
            assertThat(data.get()).isGreaterThanOrEqualTo(30);
        }
    }

    private void move(FrameProxy proxy, Site fr, String path, byte[] content) {
        TransferOrder order = Moves.order(uk, fr, path, content, path.length());
        Moves.start(fr, Moves.fromPort(order, proxy.port())).completed();
        assertThat(Moves.read(fr, path)).isEqualTo(content);
    }

    private static void assertClosed(RawPeer peer) {
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                peer.read();
                            }
                        })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Protection.class,
            names = {"INTEGRITY", "CLEAR"})
    void closesOnWhatIsNoFrameWhereTlsHasEnded(Protection level) throws IOException {
        Credentials stranger = deployment.agent("X");
        try (RawPeer peer =
                RawPeer.destination(uk.port, stranger).greet(RawPeer.hello("X", level))) {
            byte[] noise = Moves.content(1000, 5);
            // A length that the source would wait for is no breach: make it one.
            noise[0] = 0x40;
            peer.write(noise);
            assertClosed(peer);
        }
        try (RawPeer peer =
                RawPeer.destination(uk.port, stranger).greet(RawPeer.hello("X", level))) {
            peer.writeUnderTls(peer.encode(new Frame.Ping(1)));
            assertClosed(peer);
        }
    }

    @Test
    void closesOnAFrameWithoutItsTag() throws IOException {
        try (RawPeer peer =
                RawPeer.destination(uk.port, deployment.agent("X"))
                        .greet(RawPeer.hello("X", Protection.INTEGRITY))) {
            peer.send(new Frame.Ping(1));
            assertThat(peer.read()).isEqualTo(new Frame.Pong(1));
            peer.write(FrameCodec.encode(new Frame.Ping(2)));
            peer.send(new Frame.Ping(3));
            assertClosed(peer);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Protection.class,
            names = {"INTEGRITY", "CLEAR"})
    void closesOnFramesThatDoNotWaitForTheAnswer(Protection level) throws IOException {
        Credentials stranger = deployment.agent("X");
        try (RawPeer peer = RawPeer.destination(uk.port, stranger)) {
            byte[] hello = peer.encode(RawPeer.hello("X", level));
            byte[] ping = peer.encode(new Frame.Ping(1));
            byte[] both = new byte[hello.length + ping.length];
            System.arraycopy(hello, 0, both, 0, hello.length);
            System.arraycopy(ping, 0, both, hello.length, ping.length);
            peer.write(both);
            assertClosed(peer);
        }
    }

    @Test
    void goesNoFurtherWithASourceThatAnswersWithLessThanWasAsked() throws Exception {
        Credentials liar = deployment.agent("US");
        AtomicInteger answered = new AtomicInteger();
        try (ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Site fr =
                        new Site(
                                "FR",
                                directory.resolve("fr"),
                                Site.lenient(deployment.agent("FR")),
                                Site.OPTIONS.withTimes(
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(9),
                                        Duration.ofSeconds(9)),
                                ConnectionTap.NONE,
                                null,
                                true)) {
            Thread.ofVirtual().start(() -> answerInTheClear(listening, liar, answered));
            TransferOrder order = Moves.order(uk, fr, "f", new byte[10], 1);
            TransferOrder elsewhere =
                    Moves.fromPort(Moves.fromAgent(order, "US"), listening.getLocalPort());

            TransferOutcome.Failed failed = Moves.start(fr, elsewhere).failed();

            assertThat(answered.get()).isPositive();
            assertThat(failed.reason()).contains("unexpected greeting");
        }
    }

    private static void answerInTheClear(
            ServerSocket listening, Credentials liar, AtomicInteger answered) {
        while (!listening.isClosed()) {
            answerOneInTheClear(listening, liar, answered);
        }
    }

    private static void answerOneInTheClear(
            ServerSocket listening, Credentials liar, AtomicInteger answered) {
        try (RawPeer peer = RawPeer.source(listening.accept(), liar)) {
            if (peer.read() instanceof Frame.Hello) {
                peer.send(new Frame.HelloOk(2, 1, RawPeer.terms(Protection.CLEAR), "US"));
                answered.incrementAndGet();
                peer.read();
            }
        } catch (IOException closed) {
            // By the destination, or with the test.
            return;
        }
    }
}
