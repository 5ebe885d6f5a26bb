package org.godwit.agent.channel;

import java.time.Duration;
import org.godwit.agent.wire.FrameLimits;

/// Sizes and times of the data plane.
///
/// @param connections connections a destination keeps to each source agent; 0 to find how many
/// @param blockBytes unit of checksum, resume and re-send
/// @param windowBytes bytes a destination asks of one source agent before it has written them: at
///   least rate × round-trip time, 150 MB for 1 GB/s over 150 ms
/// @param readAheadBytes bytes a source reads from disk before a connection can take them, per
///   session
/// @param connectTimeout after this time without a single connection, what is asked for fails
/// @param stallTimeout after this time without a byte, what is asked for fails
/// @param idleKeep how long connections stay open with nothing to fetch
public record SkeinOptions(
        int connections,
        int blockBytes,
        long windowBytes,
        long readAheadBytes,
        Duration connectTimeout,
        Duration stallTimeout,
        Duration idleKeep) {
    /// Two blocks of the usual size for each of the threads that read for a session, and no more:
    /// what was read long before it is sent has left the processor's cache.
    public static final long READ_AHEAD_BYTES_MAX = 8 << 20;

    public SkeinOptions {
        if (connections < 0 || connections > FrameLimits.CONNECTIONS_PER_SESSION_MAX / 2) {
            throw new IllegalArgumentException(
                    "connections: %d is not in 0 to %d"
                            .formatted(connections, FrameLimits.CONNECTIONS_PER_SESSION_MAX / 2));
        }
        if (blockBytes < FrameLimits.BLOCK_BYTES_MIN || blockBytes > FrameLimits.BLOCK_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "block size: %d is not in %d to %d"
                            .formatted(
                                    blockBytes,
                                    FrameLimits.BLOCK_BYTES_MIN,
                                    FrameLimits.BLOCK_BYTES_MAX));
        }
        if (windowBytes < blockBytes || readAheadBytes < blockBytes) {
            throw new IllegalArgumentException("window and read-ahead must hold a block at least");
        }
    }

    /// These sizes, and the times of a long link.
    public static SkeinOptions of(
            int connections, int blockBytes, long windowBytes, long readAheadBytes) {
        return new SkeinOptions(
                connections,
                blockBytes,
                windowBytes,
                readAheadBytes,
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5));
    }

    public SkeinOptions withConnections(int count) {
        return new SkeinOptions(
                count,
                blockBytes,
                windowBytes,
                readAheadBytes,
                connectTimeout,
                stallTimeout,
                idleKeep);
    }

    public SkeinOptions withSizes(int block, long window, long readAhead) {
        return new SkeinOptions(
                connections, block, window, readAhead, connectTimeout, stallTimeout, idleKeep);
    }

    public SkeinOptions withTimes(Duration connect, Duration stall, Duration idle) {
        return new SkeinOptions(
                connections, blockBytes, windowBytes, readAheadBytes, connect, stall, idle);
    }
}
