package org.godwit.agent.doctor;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a socket gets BBR and a pacing rate: tried on one, not believed from a list.
final class CongestionCheck implements Check {
    static final String BBR = "bbr";
    private static final String IPV4 = "/proc/sys/net/ipv4/";

    /// Any rate does: it is only read back.
    private static final long TRIAL_RATE = 12_345_678;

    /// Since Linux 4.13 TCP paces by itself, whatever the queueing discipline (commit
    /// 218af599fa63).
    private static final int PACES_MAJOR = 4;

    private static final int PACES_MINOR = 13;
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,3})\\.(\\d{1,4}).*");

    @Override
    public String about() {
        return "congestion control";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        return List.of(congestion(host), pacing(host), discipline(host));
    }

    private static Finding congestion(Host host) {
        String usual = host.files().text(IPV4 + "tcp_congestion_control").orElse("unknown");
        Kernel.Trial trial = host.kernel().congestionControl(BBR);
        if (trial.granted()) {
            return Finding.ok(
                    "congestion-control",
                    "a socket gets BBR (tried); the host's default is " + usual);
        }
        Optional<String> available = host.files().text(IPV4 + "tcp_available_congestion_control");
        boolean there = available.filter(names -> HostFiles.words(names).contains(BBR)).isPresent();
        String allowed =
                host.files().text(IPV4 + "tcp_allowed_congestion_control").orElse("reno cubic");
        return Finding.warn(
                        "congestion-control",
                        "a socket does not get BBR (%s): it keeps %s, which a loss of 1 packet in 10,000 slows to a fraction on a long link"
                                .formatted(trial.detail(), usual))
                .advising(
                        there
                                ? "sysctl -w net.ipv4.tcp_allowed_congestion_control=\"%s bbr\""
                                        .formatted(allowed)
                                : "modprobe tcp_bbr");
    }

    private static Finding pacing(Host host) {
        Kernel.Trial trial = host.kernel().pacing(TRIAL_RATE);
        return trial.granted()
                ? Finding.ok("pacing", "a socket's pacing rate can be set (tried)")
                : Finding.warn(
                                "pacing",
                                "a socket's pacing rate cannot be set (%s): bursts fill the queues of the link"
                                        .formatted(trial.detail()))
                        .advising("upgrade to Linux 4.13 or newer");
    }

    private static Finding discipline(Host host) {
        Optional<String> name = host.files().text("/proc/sys/net/core/default_qdisc");
        if (name.isEmpty()) {
            return Finding.unknown("queueing", "/proc/sys/net/core/default_qdisc is not readable");
        }
        String release = host.files().text("/proc/sys/kernel/osrelease").orElse("");
        if (name.get().startsWith("fq") || paces(release)) {
            return Finding.ok(
                    "queueing",
                    "default queueing discipline %s; TCP paces by itself".formatted(name.get()));
        }
        return Finding.warn(
                        "queueing",
                        "queueing discipline %s on Linux %s does not pace"
                                .formatted(name.get(), release))
                .advising("sysctl -w net.core.default_qdisc=fq");
    }

    private static boolean paces(String release) {
        Matcher numbers = RELEASE.matcher(release);
        if (!numbers.matches()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        return major > PACES_MAJOR
                || (major == PACES_MAJOR && Integer.parseInt(numbers.group(2)) >= PACES_MINOR);
    }
}
