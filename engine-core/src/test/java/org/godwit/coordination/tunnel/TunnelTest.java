package org.godwit.coordination.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.godwit.coordination.Await;
import org.godwit.coordination.EngineRoute;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ManualClock;
import org.godwit.security.Credentials;
import org.godwit.security.Role;
import org.godwit.security.TestDeployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TunnelTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int READ_MILLIS_MAX = 20_000;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final EngineClock clock = EngineClock.system();
    private final List<AutoCloseable> opened = new ArrayList<>();
    @TempDir private Path temporary;
    private TestDeployment deployment;
    private Credentials engine;
    private Credentials agent;
    private ServerSocket post;
    private TunnelServer server;

    @BeforeEach
    void start() throws IOException {
        deployment = new TestDeployment(temporary.resolve("ca"), clock);
        engine = deployment.engine("main");
        agent = deployment.agent("fr-1");
        post = keep(new ServerSocket(0, 50, LOOPBACK));
        Thread.startVirtualThread(this::echo);
        server = serve(engine, clock);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void relaysBothWaysAndPassesOnTheEndOfEach() throws Exception {
        byte[] data = new byte[5_000_000];
        new Random(3).nextBytes(data);
        try (Socket local = connect(client(agent))) {
            Thread.startVirtualThread(() -> {
                try {
                    local.getOutputStream().write(data);
                    local.shutdownOutput();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });

            assertThat(local.getInputStream().readAllBytes()).isEqualTo(data);
        }
        Await.until("the connection has ended", SOON, () -> server.connected().isEmpty());
    }

    @Test
    void tellsTheAgentTheNameOfThePostAndWhereToConnect() throws Exception {
        TunnelClient client = client(agent);

        assertThat(client.find()).contains(new EngineRoute.Post(client.address(), "the-post"));
        assertThat(client.address().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void knowsItsAgentsByTheirCertificates() throws Exception {
        try (Socket local = connect(client(agent))) {
            assertEchoes(local);
            assertThat(server.connected()).containsExactly("fr-1");
        }
    }

    @Test
    void refusesUsersAndEnginesAndStrangers() throws Exception {
        TestDeployment other = new TestDeployment(temporary.resolve("other"), clock);

        assertRefused(client(deployment.user("alice")));
        assertRefused(client(deployment.engine("second")));
        assertRefused(client(other.agent("fr-1")));
        assertThat(client(agent).find()).isPresent();
    }

    @Test
    void refusesWhoShowsNoCertificate() throws Exception {
        SSLContext anonymous = SSLContext.getInstance("TLSv1.3");
        anonymous.init(null, new TrustManager[] {agent.trustManager(Set.of(Role.ENGINE))}, null);
        try (SSLSocket socket =
                (SSLSocket)
                        anonymous
                                .getSocketFactory()
                                .createSocket(LOOPBACK, server.address().getPort())) {
            socket.setSoTimeout(READ_MILLIS_MAX);

            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void refusesOlderTls() throws Exception {
        try (SSLSocket socket =
                (SSLSocket)
                        agent.sslContext(Set.of(Role.ENGINE))
                                .getSocketFactory()
                                .createSocket(LOOPBACK, server.address().getPort())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});

            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesWhoSpeaksNoTls() throws Exception {
        try (Socket socket = new Socket(LOOPBACK, server.address().getPort())) {
            socket.setSoTimeout(READ_MILLIS_MAX);
            socket.getOutputStream().write("HZC CP2 hello".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();

            byte[] answer = readAll(socket);
            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("the-post");
        }
    }

    @Test
    void cutsWhoSaysNothing() throws Exception {
        // this clock's sleep ends at once: so does the time for the handshake
        TunnelServer hasty = serve(engine, new ManualClock(Instant.now()));
        try (Socket socket = new Socket(LOOPBACK, hasty.address().getPort())) {
            socket.setSoTimeout(READ_MILLIS_MAX);

            assertThat(readAll(socket)).isEmpty();
        }
    }

    @Test
    void theAgentRefusesAnAgentThatPlaysTheEngine() throws Exception {
        TunnelServer impostor = serve(deployment.agent("us-1"), clock);

        assertThat(client(agent, "127.0.0.1", impostor).find()).isEmpty();
    }

    @Test
    void theAgentRefusesAnEngineUnderAnotherHostsName() throws Exception {
        assertThat(client(agent, "localhost", server).find()).isPresent();
        assertThat(client(agent, "127.0.0.2", server).find()).isEmpty();
    }

    @Test
    void oneAgentCannotTakeAllConnections() throws Exception {
        TunnelClient greedy = client(agent);
        TunnelClient modest = client(deployment.agent("us-1"));
        for (int i = 0; i < TunnelLimits.CONNECTIONS_PER_AGENT_MAX; i++) {
            assertEchoes(keep(connect(greedy)));
        }

        assertThat(greedy.find()).isEmpty();
        assertThat(modest.find()).isPresent();
    }

    @Test
    void withoutEngineALocalConnectionEndsAtOnce() throws Exception {
        TunnelClient client = client(agent);
        server.close();

        assertThat(client.find()).isEmpty();
        try (Socket local = connect(client)) {
            assertThat(readAll(local)).isEmpty();
        }
    }

    @Test
    void withoutPostAConnectionEndsAtOnce() throws Exception {
        post.close();
        try (Socket local = connect(client(agent))) {
            assertThat(readAll(local)).isEmpty();
        }
    }

    @Test
    void closingEitherEndCutsItsConnections() throws Exception {
        TunnelClient first = client(agent);
        TunnelClient second = client(agent);
        try (Socket one = connect(first);
                Socket two = connect(second)) {
            assertEchoes(one);
            assertEchoes(two);

            first.close();
            assertThat(readAll(one)).isEmpty();
            assertEchoes(two);
            server.close();
            assertThat(readAll(two)).isEmpty();
        }
        Await.until("all is over", SOON, () -> server.connected().isEmpty());
    }

    @Test
    void anAddressThatCannotBeListenedOnIsAClearError() {
        assertThatThrownBy(() ->
                        TunnelServer.open(
                                server.address(), post.getLocalPort(), "the-post", engine, clock))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("free port");
    }

    private TunnelServer serve(Credentials credentials, EngineClock serverClock) {
        return keep(
                TunnelServer.open(
                        new InetSocketAddress("0.0.0.0", 0),
                        post.getLocalPort(),
                        "the-post",
                        credentials,
                        serverClock));
    }

    private TunnelClient client(Credentials credentials) {
        return client(credentials, "127.0.0.1", server);
    }

    private TunnelClient client(Credentials credentials, String host, TunnelServer to) {
        return keep(TunnelClient.open(host, to.address().getPort(), credentials, clock));
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    private static Socket connect(TunnelClient client) throws IOException {
        Socket socket = new Socket(LOOPBACK, client.address().getPort());
        socket.setSoTimeout(READ_MILLIS_MAX);
        return socket;
    }

    private static void assertEchoes(Socket socket) throws IOException {
        socket.getOutputStream().write(77);
        assertThat(socket.getInputStream().read()).isEqualTo(77);
    }

    /// Up to the end of the stream, or up to the reset that ends it.
    private static byte[] readAll(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            return new byte[0];
        }
    }

    private void assertRefused(TunnelClient client) throws IOException {
        assertThat(client.find()).isEmpty();
        try (Socket local = connect(client)) {
            assertThat(readAll(local)).isEmpty();
        }
    }

    private void echo() {
        while (!post.isClosed()) {
            try {
                Socket socket = post.accept();
                Thread.startVirtualThread(() -> {
                    try (socket) {
                        socket.getInputStream().transferTo(socket.getOutputStream());
                    } catch (IOException _) {
                        // cut: as the tests do
                    }
                });
            } catch (IOException _) {
                return; // closed
            }
        }
    }
}
