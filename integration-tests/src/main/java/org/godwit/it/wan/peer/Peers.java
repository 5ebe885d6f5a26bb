package org.godwit.it.wan.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Which tools are on this machine.
///
/// @param present those whose programs are all there
/// @param missing for each of the others how to get it
public record Peers(List<Peer> present, boolean hasIperf, Map<String, String> missing) {
    public Peers {
        present = List.copyOf(present);
    }

    /// Looks on the path.
    public static Peers installed() {
        List<Peer> present = new ArrayList<>();
        Map<String, String> missing = new LinkedHashMap<>();
        for (Peer peer : Peer.ALL) {
            if (areThere(peer.programs())) {
                present.add(peer);
            } else {
                missing.put(peer.name(), install(peer.packages()));
            }
        }
        boolean iperf = areThere(Iperf.PROGRAMS);
        if (!iperf) {
            missing.put("iperf3", install(Iperf.PACKAGES));
        }
        return new Peers(present, iperf, missing);
    }

    private static String install(List<String> packages) {
        return "apt-get install " + String.join(" ", packages);
    }

    private static boolean areThere(List<String> programs) {
        // Servers lie where not everybody's path leads.
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin";
        return programs.stream()
                .allMatch(program ->
                        Stream.of(path.split(":", -1))
                                .anyMatch(at -> Files.isExecutable(Path.of(at, program))));
    }

    /// Those of the tools that are there and named; all that are there for no names.
    public List<Peer> present(List<String> names) {
        return present.stream()
                .filter(peer -> names.isEmpty() || names.contains(peer.name()))
                .toList();
    }

    /// Has a tool copy a load with its settings, one after the other, and removes the copies.
    ///
    /// @param settingsMax how many of its settings are tried
    public static List<PeerTrial> trials(
            PeerPlace place, Peer peer, PeerLoad load, int settingsMax, Duration timeMax)
            throws IOException, InterruptedException {
        peer.serve(place);
        List<PeerTrial> trials = new ArrayList<>();
        for (Peer.Setting setting :
                peer.settings(place, load).stream().limit(settingsMax).toList()) {
            trials.add(PeerTrial.run(place, peer, setting, load, timeMax));
            place.removeCopies(load.into());
        }
        return trials;
    }
}
