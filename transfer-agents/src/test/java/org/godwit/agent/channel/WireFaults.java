package org.godwit.agent.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Faults on the destination's connections, behind TLS, where the bytes are clear: counts what
/// comes in over all connections, and at given totals damages a byte, cuts a connection or lets
/// nothing more through.
final class WireFaults implements ConnectionTap {
    final AtomicLong seen = new AtomicLong();
    final AtomicInteger damaged = new AtomicInteger();
    final AtomicInteger cut = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();
    volatile long damageEvery = Long.MAX_VALUE;
    volatile int damageMax = Integer.MAX_VALUE;
    volatile long cutEvery = Long.MAX_VALUE;
    volatile int cutMax = Integer.MAX_VALUE;
    volatile long silentFrom = Long.MAX_VALUE;

    /// After so many bytes of its own the first connection lets nothing more through.
    volatile long firstSilentFrom = Long.MAX_VALUE;

    @Override
    public void onPipeline(ChannelPipeline pipeline) {
        boolean first = connections.getAndIncrement() == 0;
        String frames = pipeline.context(FrameChannel.class).name();
        pipeline.addBefore(frames, "faults", new Handler(first));
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        private final boolean first;
        private long own;

        Handler(boolean first) {
            this.first = first;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            long before = seen.getAndAdd(bytes.readableBytes());
            long after = before + bytes.readableBytes();
            own += bytes.readableBytes();
            if (after > silentFrom || (first && own > firstSilentFrom)) {
                bytes.release();
                return;
            }
            // Only in the middle of long reads: that is payload, not a frame's header.
            boolean payload = bytes.readableBytes() > 2000;
            if (payload
                    && before / damageEvery != after / damageEvery
                    && damaged.get() < damageMax) {
                damaged.incrementAndGet();
                int at = bytes.readerIndex() + bytes.readableBytes() / 2;
                bytes.setByte(at, bytes.getByte(at) ^ 0x40);
            }
            if (before / cutEvery != after / cutEvery && cut.get() < cutMax) {
                cut.incrementAndGet();
                bytes.release();
                ChannelFuture _ = ctx.close();
                return;
            }
            ctx.fireChannelRead(bytes);
        }
    }
}
