package org.godwit.agent.doctor;

import java.util.List;
import org.godwit.agent.channel.NativeTransport;
import org.godwit.report.Units;

/// The Java that runs this, and the native libraries that it could load.
final class JavaCheck implements Check {
    private static final long HEAP_LEAST = 256L << 20;

    @Override
    public String about() {
        return "Java";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        JavaFacts java = host.java();
        String text =
                "Java %s, %s, heap of %s"
                        .formatted(java.version(), java.machine(), Units.bytes(java.heapMax()));
        Finding machine =
                java.heapMax() >= HEAP_LEAST
                        ? Finding.ok("java", text)
                        : Finding.warn("java", text + ": too small for thousands of files")
                                .advising("etc/jvm/agent.options: -Xmx512m");
        return List.of(machine, epoll());
    }

    private static Finding epoll() {
        return NativeTransport.whyNoEpoll()
                .map(why ->
                        Finding.warn("epoll", "the native transport is not loaded: " + why)
                                .advising("run on 64-bit Linux with glibc, with /tmp executable"))
                .orElseGet(() -> Finding.ok("epoll", "the native transport is loaded"));
    }
}
