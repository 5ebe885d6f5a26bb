package org.godwit.agent.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.mac.FrameMac;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.FrameCodec;
import org.jspecify.annotations.Nullable;

/// What one connection is to send, in the order of the calls, from any thread. Bytes go to the
/// socket in pieces, as it takes them: TLS encrypts at once all that it is given, and would
/// otherwise hold copies of whole blocks. Small frames travel together in one write. Nothing goes
/// out before [#open].
final class Outbox {
    /// A piece of a block, and the size of a buffer in which small frames are gathered.
    static final int PIECE_BYTES = 128 << 10;

    /// Payloads up to this size are copied behind their header; larger ones go from their slab.
    private static final int GATHERED_BYTES_MAX = 16 << 10;

    @SuppressWarnings("ArrayRecordComponent") // encoded frames, passed through
    private sealed interface Item {
        record Control(byte[] frame, boolean last) implements Item {}

        record Block(byte[] header, Slab slab) implements Item {}
    }

    private final Channel channel;
    private final IntConsumer whenTaken;
    private final ConcurrentLinkedQueue<Item> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    // Confined to the event loop.
    private @Nullable ByteBuf gathered;
    private int gatheredPayload;
    private Optional<FrameMac> mac = Optional.empty();
    private boolean open;
    private @Nullable Slab current;
    private @Nullable ByteBuffer currentLeft;
    private boolean proceeding;
    private boolean closed;

    /// @param whenTaken told on the event loop how many payload bytes the kernel has taken (or the
    ///   end of the connection has dropped); their slabs are free by then
    Outbox(Channel channel, IntConsumer whenTaken) {
        this.channel = channel;
        this.whenTaken = whenTaken;
    }

    /// The connection is greeted; on the event loop.
    ///
    /// @param frames gives each frame its tag; none where they have none
    void open(Optional<FrameMac> frames) {
        mac = frames;
        open = true;
        schedule();
    }

    void send(Frame frame) {
        enqueue(new Item.Control(FrameCodec.encode(frame), false));
    }

    /// Sends a frame and closes the connection behind it.
    void sendLast(Frame frame) {
        enqueue(new Item.Control(FrameCodec.encode(frame), true));
    }

    /// Sends a block; the slab is given back when the kernel has taken the last byte or the
    /// connection has died.
    void send(Frame.Data header, Slab slab) {
        enqueue(new Item.Block(FrameCodec.encode(header), slab));
    }

    private void enqueue(Item item) {
        queue.add(item);
        schedule();
    }

    /// By way of the loop's queue even on the loop itself, so that no caller's lock is held while
    /// bytes are encrypted.
    private void schedule() {
        if (scheduled.getAndSet(true)) {
            return;
        }
        try {
            channel.eventLoop().execute(this::run);
        } catch (RejectedExecutionException e) {
            scheduled.set(false);
            dropQueued();
        }
    }

    private void run() {
        scheduled.set(false);
        proceed();
    }

    /// Writes as much as the socket takes; on the event loop.
    void proceed() {
        if (closed) {
            dropQueued();
            return;
        }
        if (proceeding || !open) {
            return;
        }
        // Flushing reports writability from inside; this loop sees it by itself.
        proceeding = true;
        try {
            while (channel.isWritable() && writeSome()) {
                var _ = channel.flush();
            }
        } finally {
            proceeding = false;
        }
    }

    /// Writes about one piece.
    ///
    /// @return whether there was anything
    private boolean writeSome() {
        if (current != null) {
            writePiece(current);
            return true;
        }
        Item item = queue.poll();
        if (item == null) {
            return false;
        }
        while (item != null) {
            take(item);
            if (current != null
                    || gathered == null
                    || gathered.writableBytes() < GATHERED_BYTES_MAX) {
                break;
            }
            item = queue.poll();
        }
        writeGathered();
        return true;
    }

    private void take(Item item) {
        switch (item) {
            case Item.Control(byte[] frame, boolean last) -> {
                gather(frame);
                if (last) {
                    writeGathered();
                    var _ =
                            channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                                    .addListener(ChannelFutureListener.CLOSE);
                }
            }
            case Item.Block(byte[] header, Slab slab) -> {
                gather(header);
                ByteBuffer payload = slab.buffer().duplicate();
                if (payload.remaining() <= GATHERED_BYTES_MAX && gathered != null) {
                    gatheredPayload += payload.remaining();
                    gathered.writeBytes(payload);
                    slab.release();
                } else {
                    current = slab;
                    currentLeft = payload;
                }
            }
        }
    }

    /// Here at last its place in the order of frames is known, which its tag needs.
    private void gather(byte[] frame) {
        if (gathered == null) {
            gathered = channel.alloc().directBuffer(PIECE_BYTES);
        }
        gathered.writeBytes(mac.isPresent() ? FrameCodec.seal(frame, mac.get()) : frame);
    }

    private void writeGathered() {
        if (gathered == null) {
            return;
        }
        int payload = gatheredPayload;
        ByteBuf buffer = gathered;
        gathered = null;
        gatheredPayload = 0;
        if (payload == 0) {
            var _ = channel.write(buffer, channel.voidPromise());
        } else {
            var _ = channel.write(buffer).addListener(_ -> whenTaken.accept(payload));
        }
    }

    private void writePiece(Slab slab) {
        ByteBuffer left = currentLeft;
        if (left == null) {
            throw new IllegalStateException("block without bytes");
        }
        int length = Math.min(PIECE_BYTES, left.remaining());
        ByteBuf piece = Unpooled.wrappedBuffer(left.slice(left.position(), length));
        left.position(left.position() + length);
        boolean complete = !left.hasRemaining();
        if (complete) {
            current = null;
            currentLeft = null;
        }
        var _ =
                channel.write(piece)
                        .addListener(_ -> {
                            if (complete) {
                                slab.release();
                            }
                            whenTaken.accept(length);
                        });
    }

    /// The connection is gone: gives back what was not written; on the event loop.
    void close() {
        closed = true;
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
        if (current != null) {
            current.release();
            current = null;
            currentLeft = null;
        }
        dropQueued();
    }

    private void dropQueued() {
        for (Item item = queue.poll(); item != null; item = queue.poll()) {
            if (item instanceof Item.Block(_, Slab slab)) {
                slab.release();
            }
        }
    }
}
