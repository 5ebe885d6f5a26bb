package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Writes by the JDK's means, through the page cache. The channel is the caller's to close.
record ChannelWriter(FileChannel channel) implements PartWriter {
    @Override
    public void write(ByteBuffer payload, long offset) throws IOException {
        long at = offset;
        while (payload.hasRemaining()) {
            at += channel.write(payload, at);
        }
    }

    @Override
    public boolean allocate(long bytes) {
        return false;
    }

    @Override
    public void trim(long bytes) {}

    @Override
    public void close() {}
}
