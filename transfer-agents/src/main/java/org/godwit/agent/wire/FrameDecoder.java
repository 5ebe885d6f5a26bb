package org.godwit.agent.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.godwit.agent.mac.FrameMac;
import org.godwit.agent.mac.MacAlgorithm;

/// Cuts the byte stream of one connection into frames. Control frames are collected whole, they are
/// small and bounded; the payload of a Data frame goes straight to where the receiver wants it, as
/// it arrives. Confined to the connection's event loop.
public final class FrameDecoder {
    /// What becomes of the payload of a Data frame.
    public sealed interface Target {
        /// It fills this buffer, from its position; at least `length` bytes remain.
        record Into(ByteBuffer buffer) implements Target {}

        /// It is read and thrown away.
        record Discard() implements Target {}

        /// There is no room now: ask again when [FrameDecoder#feed] is called next.
        record Wait() implements Target {}
    }

    /// Takes the frames of a connection.
    public interface Receiver {
        void onControl(Frame frame) throws WireException;

        Target onData(Frame.Data header) throws WireException;

        /// The payload of the last Data frame is complete, be it stored or thrown away.
        void onPayloadEnd() throws WireException;
    }

    private static final int HEADER_BYTES_MAX =
            FrameCodec.PREFIX_BYTES
                    + FrameCodec.DATA_HEADER_BYTES
                    + FrameCodec.PAYLOAD_TAG_BYTES
                    + MacAlgorithm.TAG_BYTES;

    private final Receiver receiver;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES_MAX);
    private Optional<FrameMac> mac = Optional.empty();
    private int controlBytesMax = FrameLimits.UNGREETED_BODY_BYTES_MAX;
    private int headerBytes = FrameCodec.PREFIX_BYTES;

    /// A control frame from its first byte.
    private ByteBuffer control = ByteBuffer.allocate(0);

    private State state = State.HEADER;
    private Frame.Data data = new Frame.Data(0, 0, 0, 0);
    private Target target = new Target.Wait();
    private int payloadLeft;

    private enum State {
        HEADER,
        CONTROL,
        PLACE,
        PAYLOAD
    }

    public FrameDecoder(Receiver receiver) {
        this.receiver = receiver;
    }

    /// From the next frame on those of full size are accepted: the peer is known.
    ///
    /// @param frames checks the tag that each frame then has; none where they have none
    public void greeted(Optional<FrameMac> frames) {
        controlBytesMax = FrameLimits.CONTROL_BODY_BYTES_MAX;
        mac = frames;
    }

    /// Consumes `in`.
    ///
    /// @return whether all of it was consumed; if not, the receiver has no room, and the same
    ///   buffer is to be given again later
    public boolean feed(ByteBuf in) throws WireException {
        while (true) {
            switch (state) {
                case HEADER -> {
                    if (!fill(in, header, headerBytes)) {
                        return true;
                    }
                    onHeader();
                }
                case CONTROL -> {
                    if (!fill(in, control, control.capacity())) {
                        return true;
                    }
                    onControl();
                }
                case PLACE -> {
                    target = receiver.onData(data);
                    if (target instanceof Target.Wait) {
                        return false;
                    }
                    payloadLeft = data.length();
                    state = State.PAYLOAD;
                }
                case PAYLOAD -> {
                    if (!stream(in)) {
                        return true;
                    }
                    onPayload();
                }
            }
        }
    }

    /// Where the bytes that come next belong, if they are the rest of a payload that is wanted; as
    /// many bytes as remain. Who puts them there says so by [#filled].
    public Optional<ByteBuffer> room() {
        return state == State.PAYLOAD && target instanceof Target.Into(ByteBuffer buffer)
                ? Optional.of(buffer.slice(buffer.position(), payloadLeft))
                : Optional.empty();
    }

    /// The next bytes are in the memory that [#room] named.
    public void filled(int bytes) throws WireException {
        if (!(target instanceof Target.Into(ByteBuffer buffer)) || bytes > payloadLeft) {
            throw new IllegalStateException("there was no room for " + bytes + " bytes");
        }
        buffer.position(buffer.position() + bytes);
        payloadLeft -= bytes;
        if (payloadLeft == 0) {
            onPayload();
        }
    }

    /// Bytes of a payload that are still to come; 0 between payloads.
    public int payloadLeft() {
        return state == State.PAYLOAD ? payloadLeft : 0;
    }

    /// Bytes of the payload of the last Data frame, complete or not.
    public int payloadBytes() {
        return data.length();
    }

    private void onPayload() throws WireException {
        state = State.HEADER;
        receiver.onPayloadEnd();
    }

    private static boolean fill(ByteBuf in, ByteBuffer into, int upTo) {
        int take = Math.min(in.readableBytes(), upTo - into.position());
        if (take > 0) {
            into.limit(into.position() + take);
            in.readBytes(into);
            into.limit(into.capacity());
        }
        return into.position() == upTo;
    }

    private int tagBytes() {
        return mac.isPresent() ? MacAlgorithm.TAG_BYTES : 0;
    }

    private int dataHeaderBytes() {
        return FrameCodec.DATA_HEADER_BYTES
                + (mac.isPresent() ? FrameCodec.PAYLOAD_TAG_BYTES : 0)
                + tagBytes();
    }

    /// Checks the tag at the end of `bytes`, a frame from its first byte, and takes it off.
    private void open(ByteBuffer bytes) throws WireException {
        if (mac.isEmpty()) {
            return;
        }
        int length = bytes.limit() - MacAlgorithm.TAG_BYTES;
        byte[] tag = new byte[MacAlgorithm.TAG_BYTES];
        bytes.get(length, tag);
        bytes.limit(length);
        if (!mac.get().verify(bytes.slice(0, length), tag)) {
            throw new WireException(
                    "a frame is not what the peer sent: it was changed on its way, or is another's");
        }
    }

    private void onControl() throws WireException {
        state = State.HEADER;
        ByteBuffer complete = control.flip();
        control = ByteBuffer.allocate(0);
        open(complete);
        complete.position(FrameCodec.PREFIX_BYTES);
        receiver.onControl(FrameCodec.decode(complete.get(FrameCodec.TYPE_AT), complete));
    }

    private void onHeader() throws WireException {
        if (headerBytes == FrameCodec.PREFIX_BYTES) {
            onPrefix();
            return;
        }
        header.flip();
        open(header);
        header.position(FrameCodec.PREFIX_BYTES);
        data = FrameCodec.decodeDataHeader(header, mac.isPresent());
        int announced = header.getInt(0) - 1 - dataHeaderBytes();
        if (data.length() != announced || data.offset() < 0) {
            throw new WireException("data frame whose lengths do not agree");
        }
        resetHeader();
        state = State.PLACE;
    }

    private void onPrefix() throws WireException {
        int bodyBytes = header.getInt(0) - 1;
        if (header.get(FrameCodec.TYPE_AT) == FrameCodec.DATA) {
            int payload = bodyBytes - dataHeaderBytes();
            if (payload < 1 || payload > FrameLimits.BLOCK_BYTES_MAX) {
                throw new WireException("data frame with " + payload + " bytes");
            }
            headerBytes = FrameCodec.PREFIX_BYTES + dataHeaderBytes();
            return;
        }
        if (bodyBytes < tagBytes() || bodyBytes > controlBytesMax + tagBytes()) {
            throw new WireException("frame of " + bodyBytes + " bytes");
        }
        control = ByteBuffer.allocate(FrameCodec.PREFIX_BYTES + bodyBytes).put(header.flip());
        resetHeader();
        state = State.CONTROL;
    }

    private void resetHeader() {
        header.clear();
        headerBytes = FrameCodec.PREFIX_BYTES;
    }

    private boolean stream(ByteBuf in) {
        int take = Math.min(in.readableBytes(), payloadLeft);
        if (take > 0) {
            if (target instanceof Target.Into(ByteBuffer buffer)) {
                int limit = buffer.limit();
                buffer.limit(buffer.position() + take);
                in.readBytes(buffer);
                buffer.limit(limit);
            } else {
                in.skipBytes(take);
            }
            payloadLeft -= take;
        }
        return payloadLeft == 0;
    }
}
