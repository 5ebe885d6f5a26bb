package org.godwit.agent.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one connection reads into. What comes in clear goes from the kernel straight to where it
/// belongs, as soon as that is known; everything else into a buffer of the network's. Confined to
/// the connection's event loop.
final class SocketReads extends DefaultMaxMessagesRecvByteBufAllocator {
    /// Several small frames, or several TLS records.
    private static final int BUFFER_BYTES = 64 << 10;

    /// Behind a large payload: the header of the next one, and little of what would only have to be
    /// copied to its place.
    private static final int HEADER_BYTES = 1 << 10;

    /// Fewer bytes are not worth a read of their own.
    private static final int STRAIGHT_BYTES_MIN = 16 << 10;

    /// Where the bytes that come next belong.
    interface Destination {
        /// Memory for the rest of a payload of which the first bytes have come, and which comes in
        /// clear.
        Optional<ByteBuffer> room();

        /// Whether large payloads are coming, so that the next read is for a header only.
        boolean isLarge();
    }

    private final Destination destination;
    private @Nullable ByteBuf straight;

    SocketReads(Destination destination) {
        this.destination = destination;
    }

    /// Whether a buffer that was read lies in a [Destination]'s room; asked once, by who got it.
    @SuppressWarnings("ReferenceEquality") // equal bytes would be another buffer
    boolean wentStraight(ByteBuf read) {
        boolean yes = read == straight;
        straight = null;
        return yes;
    }

    @Override
    public MaxMessageHandle newHandle() {
        return new ReadHandle();
    }

    private final class ReadHandle extends MaxMessageHandle {
        @Override
        public int guess() {
            return destination.isLarge() ? HEADER_BYTES : BUFFER_BYTES;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            Optional<ByteBuffer> room =
                    destination.room().filter(r -> r.remaining() >= STRAIGHT_BYTES_MIN);
            if (room.isEmpty()) {
                straight = null;
                return allocator.ioBuffer(guess());
            }
            // The slice, since a buffer of Netty's begins where its memory does.
            ByteBuf into = Unpooled.wrappedBuffer(room.get().slice()).clear();
            straight = into;
            return into;
        }
    }
}
