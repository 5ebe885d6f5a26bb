package org.godwit.it.wan.peer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// iperf3, which moves bytes from memory to memory: the ceiling of a link for TCP without files.
public final class Iperf {
    public static final List<String> PROGRAMS = List.of("iperf3");
    public static final List<String> PACKAGES = List.of("iperf3");

    private static final int PORT = 5201;
    private static final int STREAMS = 64;

    /// Its connections start meanwhile; what they carry then does not count.
    private static final int OMITTED_SECONDS = 2;

    private Iperf() {}

    /// What 64 streams carried.
    ///
    /// @param megabytesPerSecond payload as received
    /// @param senderCpuPerGigabyte seconds of the sending process
    /// @param receiverCpuPerGigabyte seconds of the receiving one, which looks at nothing
    public record Result(
            double megabytesPerSecond,
            double senderCpuPerGigabyte,
            double receiverCpuPerGigabyte) {}

    /// Sends from the memory of the source to that of the destination.
    public static Result measure(PeerPlace place, int seconds) {
        Process _ =
                place.destination()
                        .start(
                                List.of("iperf3", "-s", "-1", "-p", "" + PORT),
                                Map.of(),
                                place.log("iperf3"));
        String json =
                place.source()
                        .run(
                                List.of(
                                        "sh",
                                        "-c",
                                        "for i in 1 2 3 4 5; do iperf3 -J -c %s -p %d -P %d -t %d -O %d && exit; sleep 1; done; exit 1"
                                                .formatted(
                                                        place.destinationAddress(),
                                                        PORT,
                                                        STREAMS,
                                                        seconds,
                                                        OMITTED_SECONDS)),
                                Duration.ofSeconds(60L + seconds));
        JsonNode end = JsonMapper.shared().readTree(json).path("end");
        double rate = end.path("sum_received").path("bits_per_second").asDouble() / 8e6;
        JsonNode percent = end.path("cpu_utilization_percent");
        return new Result(
                rate,
                perGigabyte(percent.path("host_total").asDouble(), rate),
                perGigabyte(percent.path("remote_total").asDouble(), rate));
    }

    private static double perGigabyte(double percentOfCore, double megabytesPerSecond) {
        return percentOfCore / 100 / (megabytesPerSecond / 1e3);
    }
}
