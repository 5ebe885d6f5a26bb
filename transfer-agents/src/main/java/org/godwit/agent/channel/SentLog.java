package org.godwit.agent.channel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.godwit.agent.wire.WireException;

/// What was handed to one connection of a [SourceSession] and is not known to have arrived. Guarded
/// by the session's lock.
final class SentLog {
    record Sent(ServedFile file, int block) {}

    /// Time with something to send of which the rate is taken; what lies longer ago counts half.
    private static final long RATE_NANOS = Duration.ofSeconds(1).toNanos();

    /// What was seen for a shorter time is luck.
    private static final long RATE_NANOS_MIN = Duration.ofMillis(50).toNanos();

    /// What was seen so long ago says nothing of now.
    private static final long FORGET_NANOS = Duration.ofSeconds(10).toNanos();

    private final FrameChannel channel;
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private long arrived;
    private long untakenBytes;

    /// Still to be taken at once, into an empty send buffer: that says nothing of the rate.
    private long fillBytes;

    private long rateBytes;
    private long rateNanos;
    private long lastTaken;
    private boolean used;

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

    void sent(ServedFile file, int block, int length, long now) {
        if (isForgotten(now)) {
            rateBytes = 0;
            rateNanos = 0;
            fillBytes = DataSockets.NOT_SENT_BYTES_MAX;
            lastTaken = now;
        } else if (untakenBytes == 0) {
            rateNanos += Math.min(now - lastTaken, drainNanos());
            lastTaken = now;
        }
        used = true;
        sent.add(new Sent(file, block));
        untakenBytes += length;
    }

    private boolean isForgotten(long now) {
        return !used || (untakenBytes == 0 && now - lastTaken > FORGET_NANOS);
    }

    /// How long the kernel has been sending what it had taken, when it was given no more.
    private long drainNanos() {
        return rateBytes == 0 ? 0 : DataSockets.NOT_SENT_BYTES_MAX * rateNanos / rateBytes;
    }

    void taken(int bytes, long now) {
        untakenBytes -= bytes;
        long fill = Math.min(fillBytes, bytes);
        fillBytes -= fill;
        rateBytes += bytes - fill;
        rateNanos += now - lastTaken;
        lastTaken = now;
        if (rateNanos > 2 * RATE_NANOS) {
            rateBytes /= 2;
            rateNanos /= 2;
        }
    }

    /// How fast the connection sends while there is something, the wait that lasts included; 0
    /// where that is not known.
    double bytesPerSecond(long now) {
        long nanos = rateNanos + (untakenBytes > 0 ? now - lastTaken : 0);
        if (isForgotten(now) || nanos < RATE_NANOS_MIN) {
            return 0;
        }
        return Math.max(1, 1e9 * rateBytes / nanos);
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
