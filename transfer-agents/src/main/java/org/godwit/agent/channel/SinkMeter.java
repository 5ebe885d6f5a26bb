package org.godwit.agent.channel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.godwit.agent.wire.Frame;
import org.godwit.model.Bottleneck;

/// What a destination knows of the way from one source: the rate, the source's conditions, and
/// which stage has been holding up its transfers for how long. Guarded by the session's lock.
final class SinkMeter {
    /// Part of the arriving blocks that found no memory, from which on the disk (or, on a busy
    /// host, the processors) behind it is what limits.
    private static final double MUCH = 0.1;

    private static final double CPU_BUSY = 0.93;

    /// How many statements named each stage; replaced, not changed, so that a mark is a reference.
    private Map<Bottleneck, Long> ticks = Map.of();

    private Optional<Frame.Conditions> conditions = Optional.empty();
    private Bottleneck stage = Bottleneck.ORDERS;
    private long arrivedBytes;
    private long arrivedBefore;
    private long lookedNanos;
    private long bytesPerSecond;
    private int placed;
    private int refused;

    SinkMeter(long nowNanos) {
        this.lookedNanos = nowNanos;
    }

    void onArrived(int bytes) {
        arrivedBytes += bytes;
    }

    /// A block asked for memory.
    void onPlacement(boolean room) {
        placed++;
        refused += room ? 0 : 1;
    }

    /// The source's statement about the last half second; it closes one here too.
    ///
    /// @param cpuLoad part of this host's processors in use, 0 to 1
    void onConditions(Frame.Conditions said, double cpuLoad, long nowNanos) {
        conditions = Optional.of(said);
        boolean heldUp = refused > MUCH * placed;
        if (heldUp) {
            stage = cpuLoad > CPU_BUSY ? Bottleneck.DESTINATION_CPU : Bottleneck.DESTINATION_DISK;
        } else {
            stage = said.limitedBy();
        }
        placed = 0;
        refused = 0;
        Map<Bottleneck, Long> counted = new EnumMap<>(Bottleneck.class);
        counted.putAll(ticks);
        counted.merge(stage, 1L, Long::sum);
        ticks = Collections.unmodifiableMap(counted);
        long nanos = nowNanos - lookedNanos;
        if (nanos > 0) {
            bytesPerSecond = (long) ((arrivedBytes - arrivedBefore) * 1e9 / nanos);
        }
        arrivedBefore = arrivedBytes;
        lookedNanos = nowNanos;
    }

    /// Payload that has come so far.
    long arrivedBytes() {
        return arrivedBytes;
    }

    /// Payload that came in the time of the last statement.
    long bytesPerSecond() {
        return bytesPerSecond;
    }

    Optional<Frame.Conditions> conditions() {
        return conditions;
    }

    /// What limits now.
    Bottleneck stage() {
        return stage;
    }

    /// How long each stage has been the one that limits, to compare with later.
    Map<Bottleneck, Long> mark() {
        return ticks;
    }

    /// What limited most since a mark, or now where that was just before.
    Bottleneck since(Map<Bottleneck, Long> mark) {
        Bottleneck most = stage;
        long longest = 0;
        for (Map.Entry<Bottleneck, Long> each : ticks.entrySet()) {
            long time = each.getValue() - mark.getOrDefault(each.getKey(), 0L);
            if (time > longest) {
                longest = time;
                most = each.getKey();
            }
        }
        return most;
    }
}
