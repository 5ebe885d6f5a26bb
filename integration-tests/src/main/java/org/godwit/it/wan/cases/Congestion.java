package org.godwit.it.wan.cases;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.godwit.it.wan.lab.Site;

/// Which congestion control the connections of a pair of agents have, as the kernel of each end
/// says.
final class Congestion {
    private static final Duration SECONDS_MAX = Duration.ofSeconds(10);
    private static final List<String> ALGORITHMS = List.of("bbr", "cubic", "reno");

    private Congestion() {}

    /// For each end the number of connections with each algorithm, and the host's default.
    static Map<String, Object> of(Pair pair) {
        Map<String, Object> ends = new LinkedHashMap<>();
        ends.put("sender", end(pair.rig().source(), "sport", pair.port()));
        ends.put("receiver", end(pair.rig().destination(), "dport", pair.port()));
        ends.put("hostDefault", pair.rig().source().setting("tcp_congestion_control"));
        return ends;
    }

    private static Map<String, Integer> end(Site site, String side, int port) {
        String sockets =
                site.run(
                        List.of("ss", "-tinH", "state", "established", side, "=", ":" + port),
                        SECONDS_MAX);
        Map<String, Integer> counts = new TreeMap<>();
        sockets.lines()
                .map(line -> line.strip().split(" ", 2)[0])
                .filter(ALGORITHMS::contains)
                .forEach(algorithm -> counts.merge(algorithm, 1, Integer::sum));
        return counts;
    }
}
