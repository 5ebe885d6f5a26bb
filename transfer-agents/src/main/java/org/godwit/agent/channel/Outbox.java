package org.godwit.agent.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
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

    /// Payloads up to this size are copied behind their header; larger ones go from where they are.
    private static final int GATHERED_BYTES_MAX = 16 << 10;

    @SuppressWarnings("ArrayRecordComponent") // encoded frames, passed through
    private sealed interface Item {
        record Control(byte[] frame, boolean last) implements Item {}

        record Block(byte[] header, Payload payload) implements Item {}
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
    private @Nullable Payload current;
    private int currentDone;
    private boolean proceeding;
    private boolean closed;

    /// @param whenTaken told on the event loop how many payload bytes the kernel has taken (or the
    ///   end of the connection has dropped); what held them is free by then
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

    /// Sends a block; the payload is given back when the kernel has taken the last byte or the
    /// connection has died.
    void send(Frame.Data header, Payload payload) {
        enqueue(new Item.Block(FrameCodec.encode(header), payload));
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
            case Item.Block(byte[] header, Payload payload) -> {
                gather(header);
                if (payload instanceof Payload.InMemory(Slab slab)
                        && payload.length() <= GATHERED_BYTES_MAX
                        && gathered != null) {
                    gatheredPayload += payload.length();
                    gathered.writeBytes(slab.buffer().duplicate());
                    payload.release();
                } else {
                    current = payload;
                    currentDone = 0;
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

    private void writePiece(Payload payload) {
        int length = Math.min(PIECE_BYTES, payload.length() - currentDone);
        Object piece = payload.piece(currentDone, length);
        currentDone += length;
        boolean complete = currentDone == payload.length();
        if (complete) {
            current = null;
        }
        var _ =
                channel.write(piece)
                        .addListener(_ -> {
                            if (complete) {
                                payload.release();
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
        }
        dropQueued();
    }

    private void dropQueued() {
        for (Item item = queue.poll(); item != null; item = queue.poll()) {
            if (item instanceof Item.Block(_, Payload payload)) {
                payload.release();
            }
        }
    }
}
