package org.godwit.agent.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;

/// How much of a connection's bound on unsent bytes a message takes. For Netty by itself a part of
/// a file takes nothing, so that there would be no bound on them.
final class MessageSizes implements MessageSizeEstimator, MessageSizeEstimator.Handle {
    @Override
    public Handle newHandle() {
        return this;
    }

    @Override
    public int size(Object message) {
        return switch (message) {
            case ByteBuf bytes -> bytes.readableBytes();
            case FileRegion part -> Math.toIntExact(part.count());
            default -> 0;
        };
    }
}
