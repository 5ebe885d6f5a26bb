package org.godwit.agent.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.godwit.report.Units;

/// The network card towards the peer, or behind the default route, and the path to the peer.
final class InterfaceCheck implements Check {
    private static final String CLASS = "/sys/class/net/";
    private static final int JUMBO_BYTES = 9000;

    /// What Ethernet, IP and TCP leave of a link for payload, with frames of 1500 bytes.
    private static final double PAYLOAD_SHARE = 0.94;

    private static final long QUEUE_GOOD = 1000;

    @Override
    public String about() {
        return "network interface";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        List<Finding> findings = new ArrayList<>();
        host.peer().ifPresent(peer -> findings.add(path(host, goal)));
        Optional<String> name =
                host.peer().isPresent()
                        ? host.kernel().interfaceTo(host.peer().get().getAddress())
                        : defaultInterface(host);
        if (name.isEmpty()) {
            findings.add(
                    Finding.unknown("interface", "no route leads anywhere")
                            .advising("give the other end: --peer HOST:PORT"));
            return findings;
        }
        findings.add(mtu(host, name.get()));
        findings.add(speed(host, goal, name.get()));
        findings.add(queue(host, name.get()));
        findings.add(rings(host, name.get()));
        return findings;
    }

    /// The interface of the route to everywhere.
    private static Optional<String> defaultInterface(Host host) {
        return host.files().lines("/proc/net/route").stream()
                .map(HostFiles::words)
                .filter(words -> words.size() > 2 && words.get(1).equals("00000000"))
                .map(List::getFirst)
                .findFirst();
    }

    private static Finding path(Host host, Goal goal) {
        if (host.path().isEmpty()) {
            return Finding.unknown("path", "%s did not answer".formatted(host.peer().orElseThrow()))
                    .advising("check its data port, and the firewalls between");
        }
        Kernel.PeerPath path = host.path().get();
        String text =
                "RTT %s ms, path MTU %d"
                        .formatted(
                                String.format(Locale.ROOT, "%.1f", path.rtt().toNanos() / 1e6),
                                path.mtu());
        return path.rtt().compareTo(goal.rtt().multipliedBy(2)) > 0
                ? Finding.warn("path", text + ": longer than what was asked for")
                        .advising("ask again with --rtt-ms %d".formatted(path.rtt().toMillis()))
                : Finding.ok("path", text);
    }

    private static Finding mtu(Host host, String name) {
        OptionalLong mtu = host.files().number(CLASS + name + "/mtu");
        if (mtu.isEmpty()) {
            return Finding.unknown("mtu", "the MTU is not readable").about(name);
        }
        String text = "packets of %d bytes".formatted(mtu.getAsLong());
        return mtu.getAsLong() >= JUMBO_BYTES
                ? Finding.ok("mtu", text).about(name)
                : Finding.warn(
                                "mtu",
                                text
                                        + ": larger ones need less processor time and suffer less from loss, if every hop to the peer takes them")
                        .about(name)
                        .advising("ip link set dev %s mtu 9000".formatted(name));
    }

    private static Finding speed(Host host, Goal goal, String name) {
        OptionalLong megabits = host.files().number(CLASS + name + "/speed");
        if (megabits.isEmpty() || megabits.getAsLong() <= 0) {
            return Finding.unknown("link-speed", "the interface does not tell its speed")
                    .about(name);
        }
        double payload = megabits.getAsLong() * 1e6 / 8 * PAYLOAD_SHARE;
        String text =
                "%d Mbit/s, %s of payload".formatted(megabits.getAsLong(), Units.rate(payload));
        return (payload >= goal.bytesPerSecond()
                        ? Finding.ok("link-speed", text)
                        : Finding.bad("link-speed", text)
                                .advising("use a faster interface, or more transfer nodes"))
                .about(name)
                .allowing(payload);
    }

    private static Finding queue(Host host, String name) {
        OptionalLong length = host.files().number(CLASS + name + "/tx_queue_len");
        if (length.isEmpty()) {
            return Finding.unknown("transmit-queue", "its length is not readable").about(name);
        }
        String text = "room for %d packets".formatted(length.getAsLong());
        // 0 is no queue at all, as virtual interfaces have it.
        return length.getAsLong() == 0 || length.getAsLong() >= QUEUE_GOOD
                ? Finding.ok("transmit-queue", text).about(name)
                : Finding.warn("transmit-queue", text + ": bursts are dropped on this host")
                        .about(name)
                        .advising("ip link set dev %s txqueuelen 10000".formatted(name));
    }

    private static Finding rings(Host host, String name) {
        Optional<Kernel.Rings> found = host.kernel().rings(name);
        long missed =
                host.files().number(CLASS + name + "/statistics/rx_missed_errors").orElse(0)
                        + host.files()
                                .number(CLASS + name + "/statistics/rx_fifo_errors")
                                .orElse(0);
        if (found.isEmpty()) {
            return Finding.unknown("ring-buffers", "the interface does not tell their sizes")
                    .about(name);
        }
        Kernel.Rings rings = found.get();
        String text =
                "%d of %d to receive, %d of %d to send; %d packets missed since the start"
                        .formatted(
                                rings.receive(),
                                rings.receiveMax(),
                                rings.send(),
                                rings.sendMax(),
                                missed);
        boolean full = rings.receive() >= rings.receiveMax();
        return missed == 0 || full
                ? Finding.ok("ring-buffers", text).about(name)
                : Finding.warn("ring-buffers", text)
                        .about(name)
                        .advising(
                                "ethtool -G %s rx %d tx %d"
                                        .formatted(name, rings.receiveMax(), rings.sendMax()));
    }
}
