package org.godwit.agent.channel;

import io.netty.channel.ChannelPipeline;

/// Sees each new connection of a client before its first frame: tests damage bytes and cut
/// connections here, behind TLS.
interface ConnectionTap {
    ConnectionTap NONE = _ -> {};

    void onPipeline(ChannelPipeline pipeline);
}
