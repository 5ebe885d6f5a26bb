package org.godwit.it.wan.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.godwit.it.wan.link.LinkReport;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.it.wan.link.NetworkNamespace;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real namespaces, devices and processes.
final class LabIT {
    private static final EngineClock CLOCK = EngineClock.system();
    private static final LinkSpec FAST =
            LinkSpec.standard().withRateMbit(1_000).withDelayMillis(10).withSeed(42);
    private static final long WAIT_SECONDS_MAX = 60;

    @TempDir Path directory;

    @BeforeEach
    void needsNamespaces() {
        assumeThat(Lab.obstacle()).as("what hinders a lab here").isEmpty();
    }

    @Test
    void aRoundTripTakesTwiceTheDelayAndNamesResolve() throws Exception {
        try (Lab lab = Lab.open(directory)) {
            Site a = lab.site("a");
            Site b = lab.site("b");
            WanLink link = lab.link(a, b, FAST);

            long start = CLOCK.nanoTime();
            connect(a, link.address(b), 9).close();

            assertThat(CLOCK.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
            String names =
                    a.run(
                            List.of(
                                    "getent",
                                    "hosts",
                                    "b",
                                    InetAddress.getLocalHost().getHostName()),
                            Duration.ofSeconds(10));
            assertThat(names).contains(link.address(b)).contains(link.address(a));
            assertThat(link.report().fault()).isEmpty();
        }
    }

    @Test
    void everyByteArrivesInSpiteOfLosses() throws Exception {
        try (Lab lab = Lab.open(directory)) {
            Site a = lab.site("a");
            Site b = lab.site("b");
            WanLink link = lab.link(a, b, FAST.withLoss(0.01));
            byte[] sent = bytes(20_000_000);

            byte[] received = send(a, b, link, sent).get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);

            assertThat(Arrays.equals(received, sent)).isTrue();
            LinkReport report = link.report();
            assertThat(report.forward().lost()).isPositive();
            assertThat(report.forward().bytes()).isGreaterThan(sent.length);
            assertThat(report.forward().ownDrops()).isZero();
            assertThat(report.backward().segments()).isPositive();
        }
    }

    @Test
    void aCutStopsAllAndAMendLetsItGoOn() throws Exception {
        try (Lab lab = Lab.open(directory)) {
            Site a = lab.site("a");
            Site b = lab.site("b");
            WanLink link = lab.link(a, b, FAST.withRateMbit(20));
            byte[] sent = bytes(10_000_000);
            CompletableFuture<byte[]> received = send(a, b, link, sent);
            await(() -> link.report().forward().bytes() > 100_000);

            link.cut();
            long delivered = link.report().forward().bytes();
            await(() -> link.report().forward().cutDrops() > 0);
            assertThat(link.report().forward().bytes()).isEqualTo(delivered);
            assertThat(received).isNotDone();
            link.mend();

            assertThat(Arrays.equals(received.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS), sent))
                    .isTrue();
        }
    }

    @Test
    void rateAndLossChangeWhileTheLinkIsUp() throws Exception {
        try (Lab lab = Lab.open(directory)) {
            Site a = lab.site("a");
            Site b = lab.site("b");
            WanLink link = lab.link(a, b, FAST);
            link.setRateMbit(4_000);
            link.setLoss(0.05);
            assertThatThrownBy(() -> link.setLoss(2)).hasMessageContaining("probability");

            byte[] sent = bytes(5_000_000);
            byte[] received = send(a, b, link, sent).get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);

            assertThat(Arrays.equals(received, sent)).isTrue();
            assertThat(link.report().forward().lost()).isPositive();
            link.reset();
            assertThat(link.report().forward().lost()).isZero();
        }
    }

    @Test
    void congestionControlAndBuffersAreTheSites() {
        try (Lab lab = Lab.open(directory)) {
            Site a = lab.site("a");
            Site b = lab.site("b");
            a.setCongestionControl("cubic");
            WanLink _ = lab.link(a, b, FAST);
            String namespace = a.namespaceName();
            assertThat(SiteNamespace.ip("-n", namespace, "route")).contains("congctl cubic");
            a.setCongestionControl("bbr");
            assertThat(SiteNamespace.ip("-n", namespace, "route")).contains("congctl bbr");

            String before = a.setting("tcp_wmem");
            assertThat(before).isEqualTo(b.setting("tcp_wmem"));
            a.tuneBuffers(1 << 28);
            assertThat(a.setting("tcp_wmem")).endsWith("268435456");
            assertThat(b.setting("tcp_wmem")).isEqualTo(before);
            a.resetBuffers();
            assertThat(a.setting("tcp_wmem")).isEqualTo(before);
        }
    }

    @Test
    void aThirdSiteReachesOnlyWhatItHasALinkWith() throws Exception {
        try (Lab lab = Lab.open(directory)) {
            Site a = lab.site("a");
            Site b = lab.site("b");
            Site c = lab.site("c");
            WanLink ab = lab.link(a, b, FAST);
            WanLink bc = lab.link(b, c, FAST);

            connect(c, bc.address(b), 9).close();
            assertThatThrownBy(() -> connect(c, ab.address(a), 9).close())
                    .rootCause()
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("unreachable");
            assertThat(b.run(List.of("getent", "hosts", "a", "c"), Duration.ofSeconds(10)))
                    .contains(ab.address(a), bc.address(c));
        }
    }

    @Test
    void nothingOutlivesTheLab() throws Exception {
        Process sleeper;
        WanLink link;
        String namespace;
        try (Lab lab = Lab.open(directory)) {
            Site a = lab.site("a");
            link = lab.link(a, lab.site("b"), FAST);
            namespace = a.namespaceName();
            sleeper = a.start(List.of("sleep", "1000"), Map.of(), directory.resolve("log"));
            // Not a child of this process, as a server that goes to the background.
            a.run(
                    List.of("sh", "-c", "setsid sleep 1000 </dev/null >/dev/null 2>&1 &"),
                    Duration.ofSeconds(10));
            assertThat(Files.readString(Path.of("/etc/netns", namespace, "hosts"))).contains("b");
        }
        assertThat(sleeper.isAlive()).isFalse();
        assertThat(link.process().isAlive()).isFalse();
        assertThat(NetworkNamespace.file(namespace)).doesNotExist();
        assertThat(Path.of("/etc/netns", namespace)).doesNotExist();
    }

    @Test
    void aKilledLabIsRemovedByItsLinks() throws Exception {
        Process owner = OwnerOfALab.start(directory);
        List<ProcessHandle> processes = OwnerOfALab.awaitProcesses(owner);

        owner.destroyForcibly().waitFor();

        String prefix = Leftovers.prefix(owner.toHandle());
        await(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        await(() -> !Files.exists(NetworkNamespace.file(prefix + "b")));
        await(() -> !Files.exists(Path.of("/etc/netns", prefix + "b")));
        assertThat(NetworkNamespace.file(prefix + "a")).doesNotExist();
    }

    @Test
    void whatIsLeftWhenAllIsKilledIsRemovedByTheNextLab() throws Exception {
        Process owner = OwnerOfALab.start(directory);
        List<ProcessHandle> processes = OwnerOfALab.awaitProcesses(owner);
        owner.toHandle().descendants().forEach(process -> signal(process, "STOP"));
        owner.destroyForcibly().waitFor();
        processes.forEach(ProcessHandle::destroyForcibly);
        await(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        String prefix = Leftovers.prefix(owner.toHandle());
        assertThat(NetworkNamespace.file(prefix + "a")).exists();

        try (Lab lab = Lab.open(directory)) {
            Site other = lab.site("a");
            assertThat(NetworkNamespace.file(prefix + "a")).doesNotExist();
            assertThat(Path.of("/etc/netns", prefix + "b")).doesNotExist();
            Lab.open(directory).close();
            assertThat(NetworkNamespace.file(other.namespaceName())).as("a living one's").exists();
        }
    }

    private static void signal(ProcessHandle process, String signal) {
        Command.run(List.of("kill", "-" + signal, String.valueOf(process.pid())), 10);
    }

    /// A connection, or the refusal, of which either takes a round trip.
    private static Socket connect(Site from, String address, int port) {
        return NetworkNamespace.call(
                from.namespaceName(),
                () -> {
                    Socket socket = new Socket();
                    try {
                        socket.connect(new InetSocketAddress(address, port), 10_000);
                    } catch (ConnectException e) {
                        if (!String.valueOf(e.getMessage()).contains("refused")) {
                            socket.close();
                            throw e;
                        }
                    }
                    return socket;
                });
    }

    /// Sends bytes over one connection from `a` to `b` and gives what came out there.
    private static CompletableFuture<byte[]> send(Site a, Site b, WanLink link, byte[] bytes) {
        ServerSocket server =
                NetworkNamespace.call(
                        b.namespaceName(),
                        () -> new ServerSocket(0, 1, InetAddress.getByName(link.address(b))));
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> receive(server, received));
        Socket socket = connect(a, link.address(b), server.getLocalPort());
        Thread.ofVirtual()
                .start(() -> {
                    try (socket;
                            OutputStream out = socket.getOutputStream()) {
                        out.write(bytes);
                    } catch (IOException e) {
                        received.completeExceptionally(e);
                    }
                });
        return received;
    }

    private static void receive(ServerSocket server, CompletableFuture<byte[]> received) {
        try (server;
                Socket socket = server.accept();
                InputStream in = socket.getInputStream()) {
            received.complete(in.readAllBytes());
        } catch (IOException e) {
            received.completeExceptionally(e);
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = CLOCK.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
        while (!condition.getAsBoolean()) {
            assertThat(CLOCK.nanoTime()).as("waited too long").isLessThan(end);
            CLOCK.sleep(Duration.ofMillis(20));
        }
    }
}
