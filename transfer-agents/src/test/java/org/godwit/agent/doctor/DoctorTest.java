package org.godwit.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {
    @TempDir private Path root = Path.of("");

    @Test
    void examinesThisHost() {
        List<String> seen = new ArrayList<>();
        Host host =
                Host.here(
                        EngineClock.system(), Optional.empty(), Optional.empty(), Optional.empty());
        Diagnosis diagnosis;
        try (Doctor doctor = Doctor.of(host)) {
            diagnosis = doctor.run(FakeHost.GOAL, (about, _, _) -> seen.add(about));
        }
        assertThat(seen).hasSize(13);
        assertThat(diagnosis.findings())
                .extracting(Finding::name)
                .contains(
                        "send-window",
                        "congestion-control",
                        "tls",
                        "checksums",
                        "tcp-copy",
                        "processor-time",
                        "disk");
        assertThat(diagnosis.findings())
                .allSatisfy(finding -> {
                    assertThat(finding.text()).isNotBlank().doesNotContain("\n");
                    assertThat(finding.name()).matches("[a-z-]+");
                    assertThat(finding.cost().greater()).isBetween(0.0, 1e4);
                });
        assertThat(diagnosis.summary()).startsWith("1.0 GB/s over 150 ms can");
    }

    @Test
    void thePathToAPeerIsMeasuredByAConnection() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            InetSocketAddress peer =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
            Kernel kernel = new LinuxKernel();
            Kernel.PeerPath path = kernel.path(peer, Duration.ofSeconds(2)).orElseThrow();
            assertThat(path.rtt()).isLessThan(Duration.ofSeconds(1));
            assertThat(path.mtu()).isGreaterThanOrEqualTo(1280);
            assertThat(kernel.interfaceTo(peer.getAddress())).contains("lo");
        }
    }

    @Test
    void aPeerThatDoesNotListenHasNoPath() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        assertThat(new LinuxKernel().path(peer, Duration.ofSeconds(2))).isEmpty();
    }

    @Test
    void optionsAreReadBackFromTheKernel() {
        Kernel kernel = new LinuxKernel();
        assertThat(kernel.congestionControl("reno").granted()).isTrue();
        assertThat(kernel.congestionControl("nosuch").granted()).isFalse();
        assertThat(kernel.pacing(1_000_000).granted()).isTrue();
        assertThat(kernel.rings("an interface with a name that is too long")).isEmpty();
        assertThat(kernel.rings("nosuch0")).isEmpty();
    }

    @Test
    void closingEndsTheRunAndWaitsForIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Check endless =
                new Check() {
                    @Override
                    public String about() {
                        return "nothing";
                    }

                    @Override
                    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
                        begun.countDown();
                        while (true) {
                            cancellation.check();
                            Thread.onSpinWait();
                        }
                    }
                };
        Doctor doctor = new Doctor(new FakeHost(root).host(), List.of(endless));
        CompletableFuture<Diagnosis> run = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                run.complete(doctor.run(FakeHost.GOAL, (_, _, _) -> {}));
                            } catch (RuntimeException e) {
                                run.completeExceptionally(e);
                            }
                        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        doctor.close();
        thread.join();
        assertThatThrownBy(run::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void theWorstComesFirstAndTheLeastIsTheLimit() {
        Diagnosis diagnosis =
                Diagnosis.of(
                        FakeHost.GOAL,
                        List.of(
                                Finding.ok("java", "fine"),
                                Finding.unknown("mtu", "unknown"),
                                Finding.bad("disk-write", "slow").about("FR").allowing(610e6),
                                Finding.warn("clock", "wrong"),
                                Finding.ok("buffers", "fine").allowing(3e9)),
                        2);
        assertThat(diagnosis.findings())
                .extracting(Finding::name)
                .containsExactly("disk-write", "clock", "mtu", "buffers", "java");
        assertThat(diagnosis.reachable()).isFalse();
        assertThat(diagnosis.summary())
                .isEqualTo(
                        "1.0 GB/s over 150 ms cannot be had; what limits it most is disk-write FR,"
                                + " which allows 610 MB/s");
    }

    @Test
    void whatStopsTheAgentIsTheLimitWhereNoRateIs() {
        Diagnosis diagnosis =
                Diagnosis.of(
                        FakeHost.GOAL,
                        List.of(
                                Finding.bad("direct-memory", "it would not start"),
                                Finding.ok("buffers", "fine").allowing(3e9)),
                        2);
        assertThat(diagnosis.summary())
                .endsWith("what limits it most is direct-memory: it would not start");
    }

    @Test
    void theProcessorsMustDoAllOfItTogether() {
        List<Finding> findings =
                List.of(
                        Finding.ok("tls", "fast").costing(new Cost(0.2, 0.3)),
                        Finding.ok("disk-write", "fast").about("A").costing(new Cost(0, 0.1)),
                        Finding.ok("disk-write", "slow").about("B").costing(new Cost(0, 0.9)));
        Diagnosis two = Diagnosis.of(FakeHost.GOAL, findings, 2);
        assertThat(two.reachable()).isTrue();
        assertThat(two.limit().orElseThrow().bytesPerSecondMax()).hasValue(1_666_666_667L);
        Diagnosis one = Diagnosis.of(FakeHost.GOAL, findings, 1);
        assertThat(one.reachable()).isFalse();
        assertThat(one.summary()).contains("processor-time, which allows 833 MB/s");
    }
}
