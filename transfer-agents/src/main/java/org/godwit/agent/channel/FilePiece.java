package org.godwit.agent.channel;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/// A part of a file that the kernel is to send, by sendfile(2). The file stays open.
final class FilePiece extends DefaultFileRegion {
    FilePiece(FileChannel file, long offset, int length) {
        super(file, offset, length);
    }

    @Override
    protected void deallocate() {
        // Others send from it too.
    }
}
