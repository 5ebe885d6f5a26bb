package org.godwit.agent.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/// Stands before TLS while a connection greets, and hands it one record at a time: so it is exact
/// to the byte where TLS ends, if both ends agree that it does, and no byte behind the last record
/// is taken for one. Goes away when the greeting is over. Confined to the channel's loop.
public final class TlsBoundary extends ChannelInboundHandlerAdapter {
    private static final int RECORD_HEADER_BYTES = 5;
    private static final int LENGTH_AT = 3;

    /// RFC 8446, section 5.2.
    private static final int RECORD_BODY_BYTES_MAX = (16 << 10) + 256;

    private static final int TYPE_MIN = 20;
    private static final int TYPE_MAX = 23;

    private enum State {
        /// The greeting is under way.
        GREETING,
        /// TLS stays.
        KEEP,
        /// TLS ends when this end's last record is with the kernel.
        LAST_RECORD_OUT,
        /// TLS ends here.
        END
    }

    private State state = State.GREETING;
    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private boolean handing;
    private @Nullable Runnable whenEnded;
    private @Nullable ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /// The connection goes on under TLS.
    public void keep() {
        state = State.KEEP;
        proceed();
    }

    /// TLS ends in both directions for the end that answered: behind its last record, which is
    /// being written. The peer may send nothing before it has that record.
    ///
    /// @param whenOver runs when what is written next goes out as it is
    public void endBehind(ChannelFuture lastRecord, Runnable whenOver) {
        state = State.LAST_RECORD_OUT;
        whenEnded = whenOver;
        if (held.isReadable() && context != null) {
            refuseEarlyBytes(context);
            return;
        }
        var _ =
                lastRecord.addListener(_ -> {
                    if (lastRecord.isSuccess()) {
                        state = State.END;
                        proceed();
                    }
                });
    }

    /// TLS ends in both directions for the end that was answered: behind the record that is being
    /// handled now. This end must not have sent anything since its question.
    ///
    /// @param whenOver runs when what is written next goes out as it is
    public void endHere(Runnable whenOver) {
        state = State.END;
        whenEnded = whenOver;
        proceed();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        // It gives back what it does not keep, also a buffer that was used up.
        held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, (ByteBuf) message);
        proceed();
    }

    private void proceed() {
        ChannelHandlerContext ctx = context;
        if (handing || ctx == null || ctx.isRemoved()) {
            return;
        }
        handing = true;
        try {
            while (state == State.GREETING && recordBytes() <= held.readableBytes()) {
                var _ = ctx.fireChannelRead(held.readRetainedSlice(recordBytes()));
            }
        } finally {
            handing = false;
        }
        switch (state) {
            case GREETING -> {}
            case KEEP -> leave(ctx);
            case LAST_RECORD_OUT -> refuseEarlyBytes(ctx);
            case END -> {
                ctx.pipeline().remove(SslHandler.class);
                if (whenEnded != null) {
                    whenEnded.run();
                }
                leave(ctx);
            }
        }
    }

    /// Bytes of the first record; more than there are where it is not complete. What is none at all
    /// goes to TLS as it is, which refuses it.
    private int recordBytes() {
        if (held.readableBytes() < RECORD_HEADER_BYTES) {
            return RECORD_HEADER_BYTES;
        }
        int type = held.getUnsignedByte(held.readerIndex());
        int bodyBytes = held.getUnsignedShort(held.readerIndex() + LENGTH_AT);
        boolean record = type >= TYPE_MIN && type <= TYPE_MAX && bodyBytes <= RECORD_BODY_BYTES_MAX;
        return record ? RECORD_HEADER_BYTES + bodyBytes : held.readableBytes();
    }

    /// Not sent by a peer that keeps to the protocol, or not by the peer.
    private void refuseEarlyBytes(ChannelHandlerContext ctx) {
        if (held.isReadable()) {
            releaseHeld();
            var _ =
                    ctx.fireExceptionCaught(
                            new ProtocolException("the peer went on before it had the answer"));
        }
    }

    private void leave(ChannelHandlerContext ctx) {
        ByteBuf rest = held;
        held = Unpooled.EMPTY_BUFFER;
        if (rest.isReadable()) {
            var _ = ctx.fireChannelRead(rest);
        } else {
            rest.release();
        }
        ctx.pipeline().remove(this);
    }

    private void releaseHeld() {
        held.release();
        held = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseHeld();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseHeld();
    }
}
