package org.godwit.agent.doctor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What only a system call tells. Nothing here changes the host: options are set on sockets of its
/// own, which are closed again. Thread-safe; calls may take as long as they say.
public interface Kernel {
    /// An option that was set, and what was read back.
    ///
    /// @param granted whether it was as asked
    /// @param detail why not, or what was read back instead
    record Trial(boolean granted, String detail) {}

    /// The state of the clock.
    ///
    /// @param synchronised whether something keeps it right
    /// @param errorMax the most that it can be wrong by, as the kernel thinks
    record ClockState(boolean synchronised, Duration errorMax) {}

    /// Descriptors in the rings of a network card.
    record Rings(int receive, int receiveMax, int send, int sendMax) {}

    /// A way to a peer, from one connection to it.
    ///
    /// @param mtu of the path as far as the kernel knows it
    record PeerPath(Duration rtt, int mtu) {}

    /// Sets a congestion control on a TCP socket.
    Trial congestionControl(String name);

    /// Sets a pacing rate in bytes per second on a TCP socket.
    Trial pacing(long bytesPerSecond);

    /// The system clock; empty where the kernel does not say.
    Optional<ClockState> clock();

    /// The rings of an interface; empty where it has none or does not say.
    Optional<Rings> rings(String interfaceName);

    /// The interface by which packets to an address leave.
    Optional<String> interfaceTo(InetAddress address);

    /// Connects and closes again.
    ///
    /// @param max time to wait for
    Optional<PeerPath> path(InetSocketAddress peer, Duration max);

    /// Gives a file its space on disk before it is written.
    ///
    /// @return whether the filesystem can
    boolean preallocate(Path file, long bytes);

    /// Has the pages of a file dropped from memory as far as they are on disk.
    void dropFromCache(Path file);
}
