package org.godwit.it.wan.cases;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.it.wan.lab.Site;

/// The connections of a pair of agents, as the kernel knows them.
final class Connections {
    private static final Pattern LOCAL_PORT = Pattern.compile("^\\S+\\s+\\S+\\s+\\S+:(\\d+)\\s");

    private Connections() {}

    /// Resets one, in the kernel of the destination: neither agent has anything to do with it.
    static void resetOne(Pair pair) {
        Site site = pair.rig().destination();
        String sockets =
                site.run(
                        List.of(
                                "ss",
                                "-tnH",
                                "state",
                                "established",
                                "dport",
                                "=",
                                ":" + pair.port()),
                        Rig.COMMAND_MAX);
        Matcher first = LOCAL_PORT.matcher(sockets.lines().findFirst().orElse(""));
        if (!first.find()) {
            throw new IllegalStateException("no connection to reset: " + sockets);
        }
        String _ =
                site.run(
                        List.of("sh", "-c", "ss -K sport = :" + first.group(1) + " 2>&1"),
                        Rig.COMMAND_MAX);
    }
}
