package org.godwit.agent.channel;

import io.netty.channel.epoll.Epoll;
import java.util.Optional;

/// Whether connections use Linux's epoll by Netty's native library; without it they use NIO.
public final class NativeTransport {
    private NativeTransport() {}

    /// Why not; empty where they do.
    public static Optional<String> whyNoEpoll() {
        return Optional.ofNullable(Epoll.unavailabilityCause())
                .map(cause -> String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
    }
}
