package org.godwit.it.wan.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.godwit.it.wan.link.DeviceCounters;
import org.godwit.it.wan.link.LinkReport;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.it.wan.link.NetworkNamespace;
import org.godwit.runtime.EngineClock;
import tools.jackson.databind.json.JsonMapper;

/// Measures what an emulated link delivers against what was asked of it: by the kernel's counters
/// at its two devices and by `iperf3`, not by its own reports. One JSON object a case.
final class LinkCheck {
    private static final int ROUND_TRIPS = 21;
    private static final double ROUND_TRIP_MILLIS_OFF_MAX = 1;
    private static final double RATE_SHARE_OFF_MAX = 0.02;
    private static final double LOSS = 0.01;
    private static final double DEVIATIONS_MAX = 4;

    /// Ethernet's share of a segment, and the IP and UDP headers of a datagram.
    private static final int ETHERNET_BYTES = 38;

    private static final int UDP_HEADERS = 28;
    private static final int UNUSED_PORT = 9;

    private final EngineClock clock;
    private final LinkSpec spec;
    private final int seconds;
    private final PrintStream out;
    private final Site a;
    private final Site b;
    private final WanLink link;
    private final Iperf iperf;

    private LinkCheck(
            EngineClock clock,
            LinkSpec spec,
            int seconds,
            PrintStream out,
            Site a,
            Site b,
            WanLink link,
            Iperf iperf) {
        this.clock = clock;
        this.spec = spec;
        this.seconds = seconds;
        this.out = out;
        this.a = a;
        this.b = b;
        this.link = link;
        this.iperf = iperf;
    }

    /// Runs all cases.
    ///
    /// @param spec without loss, which the cases set themselves
    /// @param seconds of traffic in each
    static void run(EngineClock clock, LinkSpec spec, int seconds, Path directory, PrintStream out)
            throws InterruptedException {
        try (Lab lab = Lab.open(directory)) {
            Site a = lab.site("a");
            Site b = lab.site("b");
            WanLink link = lab.link(a, b, spec.withLoss(0));
            Iperf iperf = new Iperf(a, b, link.address(b), directory.resolve("iperf3.log"));
            LinkCheck check = new LinkCheck(clock, spec, seconds, out, a, b, link, iperf);
            check.roundTrip();
            check.rate();
            check.loss();
            for (double loss : List.of(0.0, 0.001)) {
                link.setLoss(loss);
                for (String control : List.of("bbr", "cubic")) {
                    check.tcp(control, 1, loss);
                    check.tcp(control, 64, loss);
                }
            }
        }
    }

    /// A refused connection takes one round trip, and no process at the other end is involved.
    private void roundTrip() {
        List<Double> millis =
                IntStream.range(0, ROUND_TRIPS).mapToObj(_ -> refusal()).sorted().toList();
        double asked = 2 * spec.delayMillis();
        double median = millis.get(ROUND_TRIPS / 2);
        print(
                "rtt-idle",
                median,
                "ms",
                asked,
                Math.abs(median - asked) <= ROUND_TRIP_MILLIS_OFF_MAX,
                Map.of("min", round(millis.getFirst()), "max", round(millis.getLast())));
    }

    private double refusal() {
        return NetworkNamespace.call(
                a.namespaceName(),
                () -> {
                    long start = clock.nanoTime();
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(link.address(b), UNUSED_PORT));
                        throw new IOException("somebody listens on port " + UNUSED_PORT);
                    } catch (ConnectException _) {
                        return (clock.nanoTime() - start) / 1e6;
                    }
                });
    }

    /// More datagrams than the line carries, counted where they come out.
    private void rate() throws InterruptedException {
        link.reset();
        CompletableFuture<Void> load =
                CompletableFuture.runAsync(
                        () -> iperf.udp(1.25 * spec.rateMbit(), datagramBytes(), seconds + 2));
        while (received().receivedPackets() < 1_000) {
            clock.sleep(Duration.ofMillis(50));
        }
        clock.sleep(Duration.ofSeconds(1));
        long start = clock.nanoTime();
        long offeredBefore = sent().sentPackets();
        DeviceCounters before = received();
        clock.sleep(Duration.ofSeconds(seconds - 1L));
        DeviceCounters after = received();
        long offered = sent().sentPackets() - offeredBefore;
        double nanos = clock.nanoTime() - start;
        load.join();
        long bytes =
                after.receivedBytes()
                        - before.receivedBytes()
                        + ETHERNET_BYTES * (after.receivedPackets() - before.receivedPackets());
        double mbit = bytes * 8e3 / nanos;
        boolean holds = Math.abs(mbit / spec.rateMbit() - 1) <= RATE_SHARE_OFF_MAX;
        Map<String, Object> more = new LinkedHashMap<>();
        // Less than the rate says that this machine had no time to send more, nothing of the link.
        more.put("offered", round(offered * (spec.mtu() + ETHERNET_BYTES) * 8e3 / nanos));
        more.putAll(own(link.report()));
        print("rate", mbit, "Mbit/s", spec.rateMbit(), holds, more);
    }

    /// Datagrams at 40 % of the line, counted where they go in and where they come out.
    private void loss() throws InterruptedException {
        link.setLoss(LOSS);
        link.reset();
        DeviceCounters sentBefore = sent();
        DeviceCounters receivedBefore = received();
        iperf.udp(0.4 * spec.rateMbit(), datagramBytes(), seconds);
        clock.sleep(Duration.ofMillis((long) (2 * spec.delayMillis() + spec.queueMillis()) + 500));
        double packets = sent().sentPackets() - sentBefore.sentPackets();
        double lost = packets - (received().receivedPackets() - receivedBefore.receivedPackets());
        double deviation = Math.sqrt(packets * LOSS * (1 - LOSS));
        boolean holds = Math.abs(lost - packets * LOSS) <= DEVIATIONS_MAX * deviation;
        Map<String, Object> more = new LinkedHashMap<>(Map.of("packets", (long) packets));
        more.put("deviations", round((lost - packets * LOSS) / deviation));
        more.putAll(own(link.report()));
        print("loss", lost / packets, "share", LOSS, holds, more);
    }

    private void tcp(String control, int streams, double loss) {
        a.setCongestionControl(control);
        b.setCongestionControl(control);
        link.reset();
        Iperf.Result result = iperf.tcp(streams, seconds);
        LinkReport report = link.report();
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("retransmits", result.retransmits());
        more.put("lost", report.forward().lost());
        more.put("queueDrops", report.forward().queueDrops());
        more.put("emulatorCpuSecondsPerGb", round(report.cpuSeconds() / (result.bytes() / 1e9)));
        more.putAll(own(report));
        print(
                "tcp-%s-%d-loss-%s".formatted(control, streams, loss),
                result.mbit(),
                "Mbit/s",
                spec.rateMbit(),
                report.fault().isEmpty(),
                more);
    }

    private int datagramBytes() {
        return spec.mtu() - UDP_HEADERS;
    }

    private DeviceCounters sent() {
        return DeviceCounters.read(a.namespaceName(), "to-b");
    }

    private DeviceCounters received() {
        return DeviceCounters.read(b.namespaceName(), "to-a");
    }

    private static Map<String, Object> own(LinkReport report) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("latenessP99Micros", report.forward().latenessP99Micros());
        map.put("latenessMaxMicros", report.forward().latenessMaxMicros());
        map.put("ownDrops", report.forward().ownDrops() + report.backward().ownDrops());
        report.fault().ifPresent(fault -> map.put("fault", fault));
        return map;
    }

    private void print(
            String name,
            double value,
            String unit,
            double asked,
            boolean holds,
            Map<String, Object> more) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("case", name);
        line.put("value", round(value));
        line.put("unit", unit);
        line.put("asked", asked);
        line.put("holds", holds);
        line.putAll(more);
        out.println(JsonMapper.shared().writeValueAsString(line));
    }

    private static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
