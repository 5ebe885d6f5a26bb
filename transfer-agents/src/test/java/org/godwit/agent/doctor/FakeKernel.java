package org.godwit.agent.doctor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A kernel that answers what a test sets; at first it grants everything.
final class FakeKernel implements Kernel {
    Trial congestionControl = new Trial(true, "bbr");
    Trial pacing = new Trial(true, "12345678");
    Optional<ClockState> clock = Optional.of(new ClockState(true, Duration.ofMillis(3)));
    Optional<Rings> rings = Optional.of(new Rings(4096, 4096, 4096, 4096));
    Optional<String> route = Optional.of("eth0");

    @Override
    public Trial congestionControl(String name) {
        return congestionControl;
    }

    @Override
    public Trial pacing(long bytesPerSecond) {
        return pacing;
    }

    @Override
    public Optional<ClockState> clock() {
        return clock;
    }

    @Override
    public Optional<Rings> rings(String interfaceName) {
        return rings;
    }

    @Override
    public Optional<String> interfaceTo(InetAddress address) {
        return route;
    }

    @Override
    public Optional<PeerPath> path(InetSocketAddress peer, Duration max) {
        return Optional.empty();
    }

    @Override
    public boolean preallocate(Path file, long bytes) {
        return false;
    }

    @Override
    public void dropFromCache(Path file) {}
}
