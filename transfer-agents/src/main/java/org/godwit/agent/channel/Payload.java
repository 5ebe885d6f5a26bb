package org.godwit.agent.channel;

import io.netty.buffer.Unpooled;
import java.nio.channels.FileChannel;
import org.godwit.agent.disk.Slab;

/// The bytes of a block that is to be sent, held until the kernel has taken them.
sealed interface Payload {
    int length();

    /// What the socket is to write next, in Netty's terms.
    Object piece(int from, int length);

    /// Gives back what holds the bytes; once.
    void release();

    /// In the agent's memory.
    record InMemory(Slab slab) implements Payload {
        @Override
        public int length() {
            return slab.buffer().remaining();
        }

        @Override
        public Object piece(int from, int length) {
            return Unpooled.wrappedBuffer(
                    slab.buffer().slice(slab.buffer().position() + from, length));
        }

        @Override
        public void release() {
            slab.release();
        }
    }

    /// In the kernel's page cache, from which it sends by itself.
    ///
    /// @param whenSent gives the file back
    record InFile(FileChannel file, long offset, int length, Runnable whenSent) implements Payload {
        @Override
        public Object piece(int from, int bytes) {
            return new FilePiece(file, offset + from, bytes);
        }

        @Override
        public void release() {
            whenSent.run();
        }
    }
}
