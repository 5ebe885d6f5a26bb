package org.godwit.agent.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.godwit.agent.wire.WireException;

/// What was handed to one connection of a [SourceSession] and is not known to have arrived. Guarded
/// by the session's lock.
final class SentLog {
    record Sent(ServedFile file, int block) {}

    private final FrameChannel channel;
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private long arrived;
    private long untakenBytes;

    SentLog(FrameChannel channel) {
        this.channel = channel;
    }

    FrameChannel channel() {
        return channel;
    }

    /// Payload bytes that the kernel has not taken yet.
    long untakenBytes() {
        return untakenBytes;
    }

    void sent(ServedFile file, int block, int length) {
        sent.add(new Sent(file, block));
        untakenBytes += length;
    }

    void taken(int bytes) {
        untakenBytes -= bytes;
    }

    /// That many Data frames have arrived since the connection was opened.
    void arrived(long dataFrames) throws WireException {
        if (dataFrames < arrived || dataFrames > arrived + sent.size()) {
            throw new WireException("acknowledgement of what was not sent");
        }
        while (arrived < dataFrames) {
            Sent block = sent.remove();
            block.file().pending.clear(block.block());
            arrived++;
        }
    }

    /// What never arrived, in the order it was sent.
    List<Sent> drain() {
        List<Sent> lost = new ArrayList<>(sent);
        sent.clear();
        return lost;
    }
}
