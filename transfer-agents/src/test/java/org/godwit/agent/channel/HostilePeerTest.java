package org.godwit.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameCodec;
import org.godwit.agent.wire.SessionId;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.godwit.security.Role;
import org.godwit.security.TestDeployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Peers that break the protocol, or may not be there at all: their connection ends, and nothing
/// else.
class HostilePeerTest {
    private static final byte[] GRANT = {1};

    @TempDir Path directory;
    private TestDeployment deployment;
    private Site uk;
    private Site clear;
    private long sessions;

    @BeforeEach
    void startSites() {
        deployment = new TestDeployment(directory.resolve("ca"), EngineClock.system());
        uk = new Site("UK", directory.resolve("uk"), ChannelSecurity.tls(deployment.agent("UK")));
        clear =
                new Site(
                        "CL",
                        directory.resolve("cl"),
                        ChannelSecurity.clear(),
                        Site.OPTIONS,
                        ConnectionTap.NONE,
                        null,
                        true);
    }

    @AfterEach
    void stopSites() {
        uk.close();
        clear.close();
    }

    /// After each test the honest work goes on.
    private void assertStillServes() {
        byte[] content = Moves.put(uk, "honest", 300_000, 1);
        try (Site fr =
                new Site(
                        "FR",
                        directory.resolve("fr"),
                        ChannelSecurity.tls(deployment.agent("FR")))) {
            Moves.start(fr, Moves.order(uk, fr, "honest", content, 1)).completed();
        }
    }

    private Frame.Hello hello(String agent) {
        return new Frame.Hello(
                1, 1, new SessionId(1, ++sessions), 0, Site.OPTIONS.blockBytes(), agent);
    }

    private Socket greeted() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), clear.port);
        socket.setSoTimeout(20_000);
        send(socket, hello("X"));
        assertThat(read(socket)).isInstanceOf(Frame.HelloOk.class);
        return socket;
    }

    private static void send(Socket socket, Frame frame) throws IOException {
        socket.getOutputStream().write(FrameCodec.encode(frame));
        socket.getOutputStream().flush();
    }

    private static Frame read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] prefix = in.readNBytes(5);
        if (prefix.length < 5) {
            throw new EOFException();
        }
        byte[] body = in.readNBytes(ByteBuffer.wrap(prefix).getInt() - 1);
        try {
            return FrameCodec.decode(prefix[4], ByteBuffer.wrap(body));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static void assertClosed(Socket socket) {
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                read(socket);
                            }
                        })
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(java.net.SocketTimeoutException.class);
    }

    @Test
    void refusesRandomBytes() throws IOException {
        long seed = Long.getLong("godwit.seed", 42);
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clear.port)) {
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
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clear.port)) {
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(5).putInt(2000).put((byte) 1).array());
            assertClosed(socket);
        }
        try (Socket socket = greeted()) {
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(5).putInt(9 << 20).put((byte) 4).array());
            assertClosed(socket);
        }
        try (Socket socket = greeted()) {
            socket.getOutputStream().write(ByteBuffer.allocate(5).putInt(-1).put((byte) 4).array());
            assertClosed(socket);
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
                        new Frame.HelloOk(1, 1, "X"),
                        hello("X"));
        for (Frame frame : hostile) {
            try (Socket socket = greeted()) {
                send(socket, new Frame.Permit(0, GRANT));
                send(socket, frame);
                assertClosed(socket);
            }
        }
        assertStillServes();
    }

    @Test
    void refusesRangesOutsideTheFile() throws IOException {
        Moves.put(clear, "f", 100, 1);
        long[][] ranges = {
            {0, 101}, {-1, 5}, {1, 5}, {0, 0}, {0, -1}, {0, Long.MAX_VALUE}, {1L << 62, 1L << 62}
        };
        for (long[] range : ranges) {
            try (Socket socket = greeted()) {
                send(socket, new Frame.Permit(0, GRANT));
                send(socket, new Frame.Grant(0, List.of(new Frame.Binding(1, "CL", "f", 100, 1))));
                send(socket, new Frame.Fetch(1, range[0], range[1], false));
                assertClosed(socket);
            }
        }
    }

    @Test
    void doesNotLetOnePeerRebindAnothersNumber() throws IOException {
        try (Socket socket = greeted()) {
            send(socket, new Frame.Permit(0, GRANT));
            send(socket, new Frame.Grant(0, List.of(Site.anyBinding(1, "a"))));
            send(socket, new Frame.Grant(0, List.of(Site.anyBinding(1, "b"))));
            assertClosed(socket);
        }
    }

    @Test
    void completesNoHandshakeWithoutAnAgentsCertificate() throws Exception {
        assertThatThrownBy(
                        () -> {
                            try (Socket socket =
                                    new Socket(InetAddress.getLoopbackAddress(), uk.port)) {
                                socket.setSoTimeout(20_000);
                                send(socket, hello("UK"));
                                read(socket);
                            }
                        })
                .isInstanceOf(IOException.class);
        assertRefusedByTls(deployment.user("alice").sslContext(java.util.Set.of(Role.AGENT)));
        assertRefusedByTls(deployment.engine("e").sslContext(java.util.Set.of(Role.AGENT)));
        TestDeployment other = new TestDeployment(directory.resolve("other"), EngineClock.system());
        Credentials stranger = other.agent("FR");
        assertRefusedByTls(stranger.sslContext(java.util.Set.of(Role.AGENT)));
        assertStillServes();
    }

    private void assertRefusedByTls(SSLContext context) {
        assertThatThrownBy(
                        () -> {
                            try (SSLSocket socket =
                                    (SSLSocket)
                                            context.getSocketFactory()
                                                    .createSocket(
                                                            InetAddress.getLoopbackAddress(),
                                                            uk.port)) {
                                socket.setSoTimeout(20_000);
                                send(socket, hello("FR"));
                                read(socket);
                            }
                        })
                .isInstanceOfAny(
                        SSLException.class, EOFException.class, java.net.SocketException.class);
    }

    @Test
    void believesTheCertificateAndNotTheHello() throws Exception {
        SSLContext context = deployment.agent("FR2").sslContext(java.util.Set.of(Role.AGENT));
        try (SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), uk.port)) {
            socket.setSoTimeout(20_000);
            send(socket, hello("US"));
            assertThat(read(socket)).isInstanceOf(Frame.Refused.class);
            assertClosed(socket);
        }
    }

    @Test
    void doesNotFetchFromAnAgentOfAnotherName() {
        byte[] content = Moves.put(uk, "f", 10, 1);
        try (Site fr =
                new Site(
                        "FR",
                        directory.resolve("fr"),
                        ChannelSecurity.tls(deployment.agent("FR")),
                        Site.OPTIONS.withTimes(
                                java.time.Duration.ofSeconds(1),
                                java.time.Duration.ofSeconds(9),
                                java.time.Duration.ofSeconds(9)),
                        ConnectionTap.NONE,
                        null,
                        true)) {
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
