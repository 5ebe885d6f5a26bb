package org.godwit.it.wan.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs `iperf3` between two sites of a lab.
final class Iperf {
    private static final Duration EXTRA = Duration.ofSeconds(40);

    /// The client gives up at once where the server is not there yet.
    private static final int ATTEMPTS = 50;

    private final Site from;
    private final Site to;
    private final String address;
    private final Path log;

    Iperf(Site from, Site to, String address, Path log) {
        this.from = from;
        this.to = to;
        this.address = address;
        this.log = log;
    }

    /// What a run over TCP carried.
    ///
    /// @param mbit received, of payload
    /// @param bytes received, of payload
    /// @param retransmits of all streams
    record Result(double mbit, long bytes, long retransmits) {}

    /// Sends over TCP for some seconds, at the pace that congestion control allows.
    Result tcp(int streams, int seconds) {
        JsonNode end = run(List.of("-P", String.valueOf(streams)), seconds).path("end");
        JsonNode received = end.path("sum_received");
        return new Result(
                received.path("bits_per_second").asDouble() / 1e6,
                received.path("bytes").asLong(),
                end.path("sum_sent").path("retransmits").asLong());
    }

    /// Sends datagrams of one segment each at a rate of its own.
    void udp(double mbit, int datagramBytes, int seconds) {
        run(List.of("-u", "-b", mbit + "M", "-l", String.valueOf(datagramBytes)), seconds);
    }

    private JsonNode run(List<String> options, int seconds) {
        Process server = to.start(List.of("iperf3", "-s", "-1"), Map.of(), log);
        try {
            List<String> command = new ArrayList<>(List.of("iperf3", "-J", "-c", address));
            command.addAll(List.of("-t", String.valueOf(seconds)));
            command.addAll(options);
            to.run(
                    List.of(
                            "sh",
                            "-c",
                            "for i in $(seq "
                                    + ATTEMPTS
                                    + "); do ss -Hltn sport = 5201 | grep -q . && exit; sleep 0.1; done"),
                    EXTRA);
            String printed = from.run(command, EXTRA.plusSeconds(seconds));
            // Warnings come before the object.
            return JsonMapper.shared().readTree(printed.substring(printed.indexOf('{')));
        } finally {
            server.destroy();
        }
    }
}
