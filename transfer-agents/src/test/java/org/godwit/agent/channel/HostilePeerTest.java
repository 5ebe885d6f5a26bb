package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameCodec;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.godwit.security.TestDeployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Peers that break the protocol, or may not be there at all: their connection ends, and nothing
/// else.
@ParameterizedClass
@EnumSource(Protection.class)
class HostilePeerTest {
    private static final byte[] GRANT = {1};

    @TempDir Path directory;
    private final Protection protection;
    private TestDeployment deployment;
    private Credentials stranger;
    private Site uk;

    HostilePeerTest(Protection protection) {
        this.protection = protection;
    }

    @BeforeEach
    void startSites() {
        deployment = new TestDeployment(directory.resolve("ca"), EngineClock.system());
        stranger = deployment.agent("X");
        uk = new Site("UK", directory.resolve("uk"), Site.lenient(deployment.agent("UK")));
    }

    @AfterEach
    void stopSites() {
        uk.close();
    }

    /// After each test the honest work goes on.
    private void assertStillServes() {
        byte[] content = Moves.put(uk, "honest", 300_000, 1);
        try (Site fr =
                new Site("FR", directory.resolve("fr"), Site.lenient(deployment.agent("FR")))) {
            fr.protectedBy(protection);
            Moves.start(fr, Moves.order(uk, fr, "honest", content, 1)).completed();
        }
    }

    private RawPeer greeted() throws IOException {
        return RawPeer.destination(uk.port, stranger).greet(RawPeer.hello("X", protection));
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

    private static void assertClosed(Socket socket) {
        assertThatThrownBy(
                        () -> {
                            socket.getInputStream().readAllBytes();
                            throw new EOFException();
                        })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void refusesRandomBytes() throws IOException {
        long seed = Long.getLong("godwit.seed", 42);
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uk.port)) {
                socket.setSoTimeout(20_000);
                byte[] noise = new byte[2000];
                random.nextBytes(noise);
                // A length that the server would wait for is no breach: make it one.
                noise[0] |= 1;
                socket.getOutputStream().write(noise);
                assertClosed(socket);
            } catch (IOException e) {
                assertThat(e).as("seed " + seed).hasMessageMatching("(?i).*(reset|broken).*");
            }
        }
        assertStillServes();
    }

    @Test
    void refusesFramesLongerThanAllowed() throws IOException {
        try (RawPeer peer = RawPeer.destination(uk.port, stranger)) {
            peer.write(ByteBuffer.allocate(5).putInt(2000).put((byte) 1).array());
            assertClosed(peer);
        }
        for (int length : new int[] {9 << 20, -1, 0, 1}) {
            try (RawPeer peer = greeted()) {
                peer.write(ByteBuffer.allocate(5).putInt(length).put((byte) 4).array());
                assertClosed(peer);
            }
        }
        assertStillServes();
    }

    @Test
    void refusesWhatTheProtocolDoesNotAllow() throws IOException {
        List<Frame> hostile =
                List.of(
                        new Frame.Fetch(7, 0, 10, false),
                        new Frame.Fetch(-1, 0, 10, false),
                        new Frame.Grant(0, List.of(Site.anyBinding(1, "../../etc/passwd"))),
                        new Frame.Grant(0, List.of(Site.anyBinding(1, "/etc/passwd"))),
                        new Frame.Grant(0, List.of(Site.anyBinding(1, ".godwit/x"))),
                        new Frame.Grant(0, List.of(Site.anyBinding(-5, "x"))),
                        new Frame.Grant(1, List.of(Site.anyBinding(1, "x"))),
                        new Frame.Permit(0, GRANT),
                        new Frame.Permit(1000, GRANT),
                        new Frame.Rate(-1),
                        new Frame.Ack(99),
                        new Frame.Lost(0, 0),
                        new Frame.HelloOk(2, 1, RawPeer.terms(protection), "X"),
                        new Frame.Data(1, 0, 1, 0),
                        RawPeer.hello("X", protection));
        for (Frame frame : hostile) {
            try (RawPeer peer = greeted()) {
                peer.send(new Frame.Permit(0, GRANT));
                peer.send(frame);
                assertClosed(peer);
            }
        }
        assertStillServes();
    }

    @Test
    void refusesRangesOutsideTheFile() throws IOException {
        Moves.put(uk, "f", 100, 1);
        long[][] ranges = {
            {0, 101}, {-1, 5}, {1, 5}, {0, 0}, {0, -1}, {0, Long.MAX_VALUE}, {1L << 62, 1L << 62}
        };
        for (long[] range : ranges) {
            try (RawPeer peer = greeted()) {
                peer.send(new Frame.Permit(0, GRANT));
                peer.send(new Frame.Grant(0, List.of(new Frame.Binding(1, "UK", "f", 100, 1))));
                peer.send(new Frame.Fetch(1, range[0], range[1], false));
                assertClosed(peer);
            }
        }
    }

    @Test
    void doesNotLetOnePeerRebindAnothersNumber() throws IOException {
        try (RawPeer peer = greeted()) {
            peer.send(new Frame.Permit(0, GRANT));
            peer.send(new Frame.Grant(0, List.of(Site.anyBinding(1, "a"))));
            peer.send(new Frame.Grant(0, List.of(Site.anyBinding(1, "b"))));
            assertClosed(peer);
        }
    }

    @Test
    void completesNoHandshakeWithoutAnAgentsCertificate() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uk.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(FrameCodec.encode(RawPeer.hello("UK", protection)));
            assertClosed(socket);
        }
        assertRefusedByTls(deployment.user("alice"));
        assertRefusedByTls(deployment.engine("e"));
        TestDeployment other = new TestDeployment(directory.resolve("other"), EngineClock.system());
        assertRefusedByTls(other.agent("FR"));
        assertStillServes();
    }

    private void assertRefusedByTls(Credentials credentials) {
        assertThatThrownBy(
                        () -> {
                            try (RawPeer peer = RawPeer.destination(uk.port, credentials)) {
                                peer.send(RawPeer.hello("FR", protection));
                                peer.read();
                            }
                        })
                .isInstanceOfAny(
                        SSLException.class, EOFException.class, SocketException.class);
    }

    @Test
    void believesTheCertificateAndNotTheHello() throws Exception {
        try (RawPeer peer = RawPeer.destination(uk.port, stranger)) {
            peer.send(RawPeer.hello("US", protection));
            assertThat(peer.read()).isInstanceOf(Frame.Refused.class);
            assertClosed(peer);
        }
    }

    @Test
    void doesNotFetchFromAnAgentOfAnotherName() {
        byte[] content = Moves.put(uk, "f", 10, 1);
        try (Site fr =
                new Site(
                        "FR",
                        directory.resolve("fr"),
                        Site.lenient(deployment.agent("FR")),
                        Site.OPTIONS.withTimes(
                                java.time.Duration.ofSeconds(1),
                                java.time.Duration.ofSeconds(9),
                                java.time.Duration.ofSeconds(9)),
                        ConnectionTap.NONE,
                        null,
                        true)) {
            fr.protectedBy(protection);
            var order = Moves.order(uk, fr, "f", content, 1);
            var source = order.source();
            var elsewhere =
                    new org.godwit.message.TransferOrder(
                            order.id(),
                            order.name(),
                            order.bytes(),
                            order.adler32(),
                            order.activity(),
                            order.priority(),
                            new org.godwit.message.TransferOrder.Source(
                                    "US", "US", source.host(), source.port(), "US", "f"),
                            order.destination(),
                            0);
            assertThat(Moves.start(fr, elsewhere).failed().reason()).contains("agent UK instead");
        }
    }
}
