package org.godwit.agent.channel;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which connection of a [SinkSession] crawls while the others do not: what TCP took for the speed
/// of the way in a bad moment, it may believe for half a minute. Judged by large blocks: by the
/// time that each takes, or has taken so far. Whatever slows all connections down makes none of
/// them a straggler. Guarded by the session's lock.
///
/// @param <C> what stands for a connection
final class Stragglers<C> {
    /// Smaller blocks come at once or not at all.
    private static final int LARGE_BYTES_MIN = 256 << 10;

    /// TCP may need as long after a loss.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /// So many times as slow as the one in the middle.
    private static final int TIMES = 8;

    /// Among fewer there is no telling who is the odd one.
    private static final int CONNECTIONS_MIN = 4;

    /// A connection's large block that is coming, or its last one.
    private static final class Block {
        private long start;
        private int bytes;
        private boolean coming;
        private double nanosPerByte;

        /// Its slowness, the wait that lasts included.
        double nanosPerByte(long now) {
            return coming ? Math.max(nanosPerByte, (double) (now - start) / bytes) : nanosPerByte;
        }
    }

    private final Map<C, Block> blocks = new HashMap<>();
    private long lastHeard;

    /// One was given up, and no block has come since: perhaps the way is cut, and the others go on
    /// when it heals.
    private boolean waiting;

    /// A block begins to come.
    void onBegin(C connection, int bytes, long now) {
        if (bytes >= LARGE_BYTES_MIN) {
            heard(now);
            Block block = blocks.computeIfAbsent(connection, _ -> new Block());
            block.start = now;
            block.bytes = bytes;
            block.coming = true;
        }
    }

    /// The block has come.
    void onEnd(C connection, long now) {
        Block block = blocks.get(connection);
        if (block != null && block.coming) {
            block.coming = false;
            waiting = false;
            block.nanosPerByte = (double) (now - block.start) / block.bytes;
            heard(now);
        }
    }

    /// Time in which nothing came on any connection counts for none of them.
    private void heard(long now) {
        if (now - lastHeard > PATIENCE.toNanos()) {
            blocks.values().forEach(block -> block.start = now);
        }
        lastHeard = now;
    }

    void forget(C connection) {
        blocks.remove(connection);
    }

    /// The slowest connection, where it is to be given up.
    Optional<C> giveUp(long now) {
        if (waiting || blocks.size() < CONNECTIONS_MIN) {
            return Optional.empty();
        }
        Optional<C> worst = worst(now);
        waiting = worst.isPresent();
        return worst;
    }

    private Optional<C> worst(long now) {
        double[] slowness =
                blocks.values().stream().mapToDouble(block -> block.nanosPerByte(now)).toArray();
        Arrays.sort(slowness);
        double limit = TIMES * slowness[slowness.length / 2];
        C worst = null;
        double most = limit;
        for (Map.Entry<C, Block> entry : blocks.entrySet()) {
            Block block = entry.getValue();
            boolean late = block.coming && now - block.start > PATIENCE.toNanos();
            if (late && block.nanosPerByte(now) > most) {
                most = block.nanosPerByte(now);
                worst = entry.getKey();
            }
        }
        return Optional.ofNullable(worst);
    }
}
