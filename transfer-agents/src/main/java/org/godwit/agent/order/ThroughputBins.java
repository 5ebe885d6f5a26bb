package org.godwit.agent.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.godwit.message.FromAgent.Bin;

/// Bytes written by link, activity and fixed bins of ten seconds. Values are totals, so a bin may
/// be told any number of times; it is told when it has changed, and again after 1, 2, 4 … minutes,
/// since messages may get lost. Not thread-safe.
public final class ThroughputBins {
    /// How long a bin is kept, and so how long an engine may be away without missing any.
    private static final long KEEP_SECONDS = 70 * 60;

    /// More links and activities than an agent serves in that time; beyond, the oldest go.
    private static final int BINS_MAX = 50_000;

    private record Key(long startSecond, String source, String destination, String activity)
            implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparingLong(Key::startSecond)
                        .thenComparing(Key::source)
                        .thenComparing(Key::destination)
                        .thenComparing(Key::activity);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Value {
        private long bytes;
        private boolean changed;
        private long tellAgainSecond = Long.MAX_VALUE;
        private long pauseSeconds = 60;
    }

    private final TreeMap<Key, Value> bins = new TreeMap<>();

    /// Counts bytes written now.
    ///
    /// @param second seconds since 1970, UTC
    public void add(long second, String source, String destination, String activity, long bytes) {
        Key key =
                new Key(second - Math.floorMod(second, Bin.SECONDS), source, destination, activity);
        Value value = bins.computeIfAbsent(key, _ -> new Value());
        value.bytes += bytes;
        value.changed = true;
        while (bins.size() > BINS_MAX) {
            bins.pollFirstEntry();
        }
    }

    /// The bins to be told now, oldest first.
    public List<Bin> due(long nowSecond, int countMax) {
        bins.headMap(new Key(nowSecond - KEEP_SECONDS, "", "", "")).clear();
        List<Bin> due = new ArrayList<>();
        for (Map.Entry<Key, Value> entry : bins.entrySet()) {
            Value value = entry.getValue();
            boolean again = nowSecond >= value.tellAgainSecond;
            if (due.size() < countMax && (value.changed || again)) {
                value.pauseSeconds = value.changed ? 60 : value.pauseSeconds * 2;
                value.tellAgainSecond = nowSecond + value.pauseSeconds;
                value.changed = false;
                Key key = entry.getKey();
                due.add(
                        new Bin(
                                key.startSecond(),
                                key.source(),
                                key.destination(),
                                key.activity(),
                                value.bytes));
            }
        }
        return due;
    }
}
