package org.godwit.agent.channel;

import java.util.Optional;
import org.godwit.agent.tls.ChannelSecurity;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameDecoder;
import org.godwit.agent.wire.FrameLimits;
import org.godwit.agent.wire.ProtocolVersion;
import org.godwit.agent.wire.WireException;
import org.godwit.model.Protection;
import org.jspecify.annotations.Nullable;

/// The source's end of one connection. Confined to its event loop.
final class SourceConnection implements FrameChannel.User {
    private final SkeinServer server;
    private @Nullable FrameChannel channel;
    private String peerAgent = "";
    private @Nullable SourceSession session;
    private SkeinServer.@Nullable SessionKey key;
    private int index;

    SourceConnection(SkeinServer server) {
        this.server = server;
    }

    void attach(FrameChannel to) {
        this.channel = to;
    }

    private FrameChannel channel() {
        if (channel == null) {
            throw new IllegalStateException("connection without a channel");
        }
        return channel;
    }

    boolean greeted() {
        return session != null;
    }

    @Override
    public void onReady(String agent) {
        this.peerAgent = agent;
    }

    @Override
    public void onControl(Frame frame) throws WireException {
        if (session == null) {
            if (frame instanceof Frame.Hello hello) {
                onHello(hello);
                return;
            }
            throw new WireException("first frame is not Hello");
        }
        switch (frame) {
            case Frame.Permit permit -> session.onPermit(permit);
            case Frame.Grant grant -> session.onGrant(grant);
            case Frame.Fetch fetch -> session.onFetch(fetch);
            case Frame.Forget forget -> session.onForget(forget.ref());
            case Frame.Ack ack -> session.onAck(index, ack.dataFrames());
            case Frame.Lost lost -> {
                if (lost.connection() == index) {
                    throw new WireException("connection that says it is lost");
                }
                session.onLost(lost);
            }
            case Frame.Rate rate -> session.onRate(rate.bytesPerSecond());
            case Frame.Ping ping -> channel().send(new Frame.Pong(ping.number()));
            case Frame.Pong _ -> {}
            case Frame.Bye _ -> channel().close("the destination said goodbye");
            case Frame.Hello _,
                    Frame.HelloOk _,
                    Frame.Refused _,
                    Frame.Data _,
                    Frame.FileError _,
                    Frame.Conditions _ ->
                    throw new WireException("frame that only a source sends");
        }
    }

    private void onHello(Frame.Hello hello) throws WireException {
        Optional<String> refusal = refusal(hello);
        if (refusal.isPresent()) {
            channel().refuse(new Frame.Refused(false, refusal.get()));
            return;
        }
        int version = ProtocolVersion.agree(hello.oldest(), hello.current());
        Optional<SourceSession> joined = server.join(hello, channel());
        if (joined.isEmpty()) {
            channel()
                    .refuse(new Frame.Refused(true, "the source has too many sessions, try later"));
            return;
        }
        session = joined.get();
        key = SkeinServer.SessionKey.of(hello);
        index = hello.connection();
        SessionSecurity security = session.security();
        channel()
                .answer(
                        new Frame.HelloOk(
                                version, session.number(), security.answered(), server.self()),
                        security.atSource(index));
    }

    private Optional<String> refusal(Frame.Hello hello) {
        if (!peerAgent.equals(hello.agent())) {
            return Optional.of("the certificate is that of agent " + peerAgent);
        }
        Protection protection = hello.security().protection();
        if (!server.security().accepts(protection)) {
            return Optional.of(ChannelSecurity.refusal(server.self(), protection));
        }
        if (hello.blockBytes() < FrameLimits.BLOCK_BYTES_MIN
                || hello.blockBytes() > server.blockBytesMax()) {
            return Optional.of(
                    "this source sends blocks of at most " + server.blockBytesMax() + " bytes");
        }
        try {
            ProtocolVersion.agree(hello.oldest(), hello.current());
            return Optional.empty();
        } catch (WireException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public FrameDecoder.Target onData(Frame.Data header) throws WireException {
        throw new WireException("data sent to a source");
    }

    @Override
    public void onPayloadEnd() {}

    @Override
    public void onRead() {}

    @Override
    public void onTaken(int bytes) {
        if (session != null) {
            session.onTaken(index, bytes);
        }
    }

    @Override
    public void onClosed(String why) {
        if (session != null && key != null) {
            server.leave(key, session, index, why);
        }
    }
}
