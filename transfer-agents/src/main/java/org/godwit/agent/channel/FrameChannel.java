package org.godwit.agent.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.agent.tls.TlsBoundary;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameCodec;
import org.godwit.agent.wire.FrameDecoder;
import org.godwit.agent.wire.WireException;
import org.jspecify.annotations.Nullable;

/// One connection: frames in, frames out. Sends come from any thread and keep their order;
/// receiving is confined to the connection's event loop. When the user has no room for a payload,
/// nothing more is read from the socket until [#resume], so that the peer feels it.
final class FrameChannel extends ChannelInboundHandlerAdapter {
    /// What uses a connection. Called on its event loop, one call at a time.
    interface User extends FrameDecoder.Receiver {
        /// The connection is up and protected.
        ///
        /// @param peerAgent name from the peer's certificate
        void onReady(String peerAgent);

        /// Bytes have come, before they are looked at.
        void onRead();

        /// The kernel has taken payload bytes of what was sent, or they were dropped with the
        /// connection.
        void onTaken(int bytes);

        /// The connection is gone; called once, last.
        void onClosed(String why);
    }

    /// Behind a payload of this size another one like it is to be expected.
    private static final int LARGE_BYTES_MIN = 32 << 10;

    /// Bytes of a payload to wait for, so that the loop need not look at each packet; far below
    /// what a connection that lives brings between two pings.
    private static final int WAKE_BYTES_MAX = 64 << 10;

    /// Payload that TLS may hold, as the rest of a record is to come.
    private static final int TLS_RECORD_BYTES_MAX = 16 << 10;

    private static final Duration TCP_LOOK_EVERY = Duration.ofMillis(500);

    private final User user;
    private final FrameDecoder decoder;
    private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>();
    private final Channel channel;
    private final Outbox outbox;
    private final SocketReads reads = new SocketReads(new Arriving());
    private volatile Optional<TcpInfo> tcpInfo = Optional.empty();
    private volatile String closeReason = "";
    private volatile long paced;
    private volatile boolean windowed;
    private boolean greeted;

    /// What is read is what the peer's frames are made of.
    private boolean clear;

    private int wakeBytes = 1;
    private boolean broken;
    private boolean closed;

    FrameChannel(Channel channel, User user) {
        this.channel = channel;
        this.user = user;
        this.decoder = new FrameDecoder(user);
        this.outbox = new Outbox(channel, user::onTaken);
    }

    /// Says the first thing on a connection, under TLS; on the event loop.
    void greet(Frame.Hello hello) {
        var _ = write(hello);
    }

    /// Answers a greeting, and goes on as the session is protected; on the event loop. Whatever is
    /// sent, also before, comes behind the answer.
    void answer(Frame.HelloOk answer, Framing framing) throws WireException {
        ChannelFuture written = write(answer);
        goOn(framing, boundary -> boundary.endBehind(written, () -> onClear(framing)));
    }

    /// Goes on as the session is protected, since the greeting was answered; on the event loop, in
    /// the call that brought the answer.
    void answered(Framing framing) throws WireException {
        goOn(framing, boundary -> boundary.endHere(() -> onClear(framing)));
    }

    private void onClear(Framing framing) {
        clear = true;
        outbox.open(framing.out());
    }

    private void goOn(Framing framing, Consumer<TlsBoundary> endTls) throws WireException {
        if (!framing.underTls() && (unread.size() > 1 || unread.element().isReadable())) {
            throw new WireException("the greeting is not the last under TLS");
        }
        greeted = true;
        decoder.greeted(framing.in());
        TlsBoundary boundary = ChannelSecurity.boundary(channel);
        if (framing.underTls()) {
            boundary.keep();
            outbox.open(framing.out());
        } else {
            endTls.accept(boundary);
        }
    }

    private ChannelFuture write(Frame greeting) {
        return channel.writeAndFlush(Unpooled.wrappedBuffer(FrameCodec.encode(greeting)));
    }

    /// Refuses the peer's greeting and closes; on the event loop.
    void refuse(Frame.Refused refusal) {
        noteReason(refusal.message());
        var _ = write(refusal).addListener(ChannelFutureListener.CLOSE);
    }

    SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    /// Runs `task` on the loop, never at once; where the loop has ended, nothing is left to do.
    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            noteReason("the agent is stopping");
        }
    }

    /// Sends a frame; the order of calls is the order of bytes.
    void send(Frame frame) {
        outbox.send(frame);
    }

    /// Sends a block, and gives its payload back when the kernel has taken the last byte or the
    /// connection has died.
    void send(Frame.Data header, Payload payload) {
        outbox.send(header, payload);
    }

    /// Has the kernel send at most so many bytes per second on this connection; 0 for any.
    void pace(long bytesPerSecond) {
        if (bytesPerSecond != paced) {
            paced = bytesPerSecond;
            onLoop(() -> DataSockets.pace(channel, bytesPerSecond));
        }
    }

    /// Has the kernel let the peer have about so many bytes on their way on this connection; 0 for
    /// as many as it likes.
    void window(int bytes) {
        if (bytes > 0 || windowed) {
            windowed = bytes > 0;
            onLoop(() -> DataSockets.window(channel, bytes));
        }
    }

    /// What TCP knew of this connection half a second ago at most; none where the host does not
    /// tell.
    Optional<TcpInfo> tcpInfo() {
        return tcpInfo;
    }

    private synchronized void noteReason(String why) {
        if (closeReason.isEmpty()) {
            closeReason = why;
        }
    }

    /// Closes from any thread; the first reason counts.
    void close(String why) {
        noteReason(why);
        onLoop(() -> {
            var _ = channel.close();
        });
    }

    /// Sends a last frame and closes.
    void closeAfter(Frame last, String why) {
        noteReason(why);
        outbox.sendLast(last);
    }

    /// There may be room again; from any thread.
    void resume() {
        onLoop(() -> {
            if (!closed && !channel.config().isAutoRead() && drain()) {
                channel.config().setAutoRead(true);
            }
        });
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        DataSockets.prepare(channel);
        var _ = channel.config().setRecvByteBufAllocator(reads);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            outbox.proceed();
        }
        ctx.fireChannelWritabilityChanged();
    }

    private void lookAtTcp() {
        if (!closed) {
            tcpInfo = TcpInfo.of(channel);
            var _ =
                    channel.eventLoop()
                            .schedule(
                                    this::lookAtTcp,
                                    TCP_LOOK_EVERY.toMillis(),
                                    TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        lookAtTcp();
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                close("TLS handshake failed: " + text(handshake.cause()));
                return;
            }
            try {
                user.onReady(ChannelSecurity.peerAgent(channel));
            } catch (CertificateException e) {
                close("peer refused: " + text(e));
            }
            return;
        }
        if (event instanceof IdleStateEvent idle) {
            onIdle(idle);
            return;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf read = (ByteBuf) message;
        user.onRead();
        if (reads.wentStraight(read)) {
            filled(read);
            return;
        }
        unread.add(read);
        // With reading off, TLS may still deliver what it had decrypted: it waits its turn.
        if (channel.config().isAutoRead() && !drain()) {
            channel.config().setAutoRead(false);
        }
    }

    private void onIdle(IdleStateEvent idle) {
        if (idle.state() == IdleState.WRITER_IDLE) {
            if (greeted) {
                send(new Frame.Ping(0));
            }
        } else if (channel.config().isAutoRead()) {
            close("nothing heard from the peer");
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        int inTls = clear ? 0 : TLS_RECORD_BYTES_MAX;
        int wanted = !broken && unread.isEmpty() ? decoder.payloadLeft() - inTls : 1;
        int bytes = Math.clamp(wanted, 1, WAKE_BYTES_MAX);
        if (bytes != wakeBytes) {
            wakeBytes = bytes;
            DataSockets.wakeFor(channel, bytes);
        }
        ctx.fireChannelReadComplete();
    }

    private void filled(ByteBuf inItsPlace) {
        int bytes = inItsPlace.readableBytes();
        inItsPlace.release();
        try {
            decoder.filled(bytes);
        } catch (WireException e) {
            onBroken(e);
        }
    }

    private void onBroken(WireException e) {
        broken = true;
        close("protocol broken: " + text(e));
    }

    /// Feeds what was read to the decoder.
    ///
    /// @return false where the user has no room for the rest
    private boolean drain() {
        try {
            while (!broken && !unread.isEmpty()) {
                if (!decoder.feed(unread.element())) {
                    return false;
                }
                unread.remove().release();
            }
        } catch (WireException e) {
            onBroken(e);
        }
        if (broken) {
            releaseUnread();
        }
        return true;
    }

    private void releaseUnread() {
        unread.forEach(ByteBuf::release);
        unread.clear();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closed) {
            closed = true;
            outbox.close();
            releaseUnread();
            noteReason("connection closed by the peer");
            user.onClosed(closeReason);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        String what = cause instanceof IOException ? "connection broken: " : "connection failed: ";
        close(what + text(cause));
    }

    /// What the decoder is about to take, where nothing stands between it and the socket.
    private final class Arriving implements SocketReads.Destination {
        @Override
        public Optional<ByteBuffer> room() {
            return clear && !broken && unread.isEmpty() ? decoder.room() : Optional.empty();
        }

        @Override
        public boolean isLarge() {
            return clear && decoder.payloadBytes() >= LARGE_BYTES_MIN;
        }
    }

    private static String text(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown reason";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
