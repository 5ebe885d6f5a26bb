package org.godwit.agent.channel;

import java.util.Optional;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.mac.PayloadMac;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameDecoder;
import org.godwit.agent.wire.WireException;
import org.jspecify.annotations.Nullable;

/// The destination's end of one connection. Confined to its event loop, but for [#channel()].
final class SinkConnection implements FrameChannel.User {
    /// Data frames between acknowledgements: they only let the source forget what it sent.
    private static final int ACK_EVERY = 32;

    /// A block on its way into a slab.
    record Arrival(Fetch fetch, int block, BlockSeal seal, Slab slab) {}

    private final SinkSession session;
    private final Frame.Hello hello;
    private @Nullable FrameChannel channel;
    private Optional<Arrival> arrival = Optional.empty();
    private Optional<SessionSecurity> security = Optional.empty();
    private long dataFrames;

    SinkConnection(SinkSession session, Frame.Hello hello) {
        this.session = session;
        this.hello = hello;
    }

    void attach(FrameChannel to) {
        this.channel = to;
    }

    FrameChannel channel() {
        if (channel == null) {
            throw new IllegalStateException("connection without a channel");
        }
        return channel;
    }

    Frame.Hello hello() {
        return hello;
    }

    @Override
    public void onReady(String peerAgent) {
        if (!peerAgent.equals(session.peer().agent())) {
            channel().close("there is agent " + peerAgent + " instead");
            return;
        }
        channel().greet(hello);
    }

    @Override
    public void onControl(Frame frame) throws WireException {
        switch (frame) {
            case Frame.HelloOk ok -> onHelloOk(ok);
            case Frame.Refused refused -> onRefused(refused);
            case Frame.FileError error -> session.onFileError(error);
            case Frame.Conditions conditions -> session.onConditions(conditions);
            case Frame.Ping ping -> channel().send(new Frame.Pong(ping.number()));
            case Frame.Pong _ -> {}
            case Frame.Bye _ -> channel().close("the source said goodbye");
            case Frame.Hello _,
                    Frame.Permit _,
                    Frame.Grant _,
                    Frame.Fetch _,
                    Frame.Data _,
                    Frame.Forget _,
                    Frame.Ack _,
                    Frame.Lost _,
                    Frame.Rate _ ->
                    throw new WireException("frame that only a destination sends");
        }
    }

    private void onHelloOk(Frame.HelloOk ok) throws WireException {
        if (security.isPresent()
                || ok.version() < hello.oldest()
                || ok.version() > hello.current()
                || !SessionSecurity.answers(hello.security(), ok.security())) {
            throw new WireException("unexpected greeting");
        }
        if (!ok.agent().equals(session.peer().agent())) {
            channel().close("there is agent " + ok.agent() + " instead");
            return;
        }
        security = session.onGreeted(this, ok);
        if (security.isEmpty()) {
            channel().close("session out of date");
            return;
        }
        channel().answered(security.get().atDestination(hello.connection()));
        session.onConnected(this);
    }

    private void onRefused(Frame.Refused refused) {
        String why = "refused by the source: " + refused.message();
        channel().close(why);
        if (!refused.passing()) {
            session.onRefused(this, why);
        }
    }

    @Override
    public FrameDecoder.Target onData(Frame.Data header) throws WireException {
        if (security.isEmpty()) {
            throw new WireException("data before the greeting");
        }
        SinkSession.Placement placement = session.place(this, header, seal(header));
        return switch (placement) {
            case SinkSession.Placement.NoRoom _ -> new FrameDecoder.Target.Wait();
            case SinkSession.Placement.Unwanted _ -> new FrameDecoder.Target.Discard();
            case SinkSession.Placement.Into(Arrival into) -> {
                arrival = Optional.of(into);
                yield new FrameDecoder.Target.Into(into.slab().buffer());
            }
        };
    }

    private BlockSeal seal(Frame.Data header) {
        Optional<PayloadMac> mac = security.flatMap(SessionSecurity::payloads);
        return new BlockSeal(
                header.crc32c(),
                mac.flatMap(m -> header.tag().map(tag -> new BlockSeal.Proof(tag, m))));
    }

    @Override
    public void onPayloadEnd() {
        dataFrames++;
        if (dataFrames % ACK_EVERY == 0) {
            channel().send(new Frame.Ack(dataFrames));
        }
        Optional<Arrival> complete = arrival;
        arrival = Optional.empty();
        complete.ifPresent(block -> {
            block.slab().buffer().flip();
            session.onArrived(this, block);
        });
    }

    @Override
    public void onRead() {
        // Not what answers a ping, only what brings data.
        if (arrival.isPresent()) {
            session.onProgress();
        }
    }

    @Override
    public void onTaken(int bytes) {
        throw new IllegalStateException("a destination sends no payload");
    }

    @Override
    public void onClosed(String why) {
        Optional<Arrival> partial = arrival;
        arrival = Optional.empty();
        partial.ifPresent(block -> block.slab().release());
        session.onDisconnected(this, dataFrames, partial, why);
    }
}
