package org.godwit.agent.channel;

import java.util.ArrayDeque;
import java.util.Optional;

/// Which file is asked for next, and how much may be: a window of bytes asked for and not yet
/// written, shared by the files in the order they came, with a lane of its own for those of one
/// block. Guarded by the lock of its [SinkSession].
final class RequestWindow {
    /// Small files may take this part of the window while larger ones wait, and no more.
    private static final int SMALL_LANE_SHARE = 4;

    private final long windowBytes;
    private final ArrayDeque<Fetch> small = new ArrayDeque<>();
    private final ArrayDeque<Fetch> large = new ArrayDeque<>();
    private long outstandingBytes;
    private long smallBytes;

    RequestWindow(long windowBytes) {
        this.windowBytes = windowBytes;
    }

    /// Lines a file up, if it has something to ask for and is not in line already.
    void enqueue(Fetch fetch) {
        if (!fetch.queued && !fetch.ended && !fetch.wanted.isEmpty()) {
            fetch.queued = true;
            lane(fetch).add(fetch);
        }
    }

    private ArrayDeque<Fetch> lane(Fetch fetch) {
        return fetch.isSmall() ? small : large;
    }

    /// The file whose turn it is, if the window has room. It stays in line.
    Optional<Fetch> next() {
        while (outstandingBytes < windowBytes) {
            boolean smallMay = smallBytes < windowBytes / SMALL_LANE_SHARE;
            ArrayDeque<Fetch> lane =
                    !small.isEmpty() && (smallMay || large.isEmpty()) ? small : large;
            Optional<Fetch> first = Optional.ofNullable(lane.peek());
            if (first.isEmpty() || (!first.get().ended && !first.get().wanted.isEmpty())) {
                return first;
            }
            lane.remove().queued = false;
        }
        return Optional.empty();
    }

    /// The files in line with this one, itself first if it is its turn.
    Iterable<Fetch> like(Fetch fetch) {
        return lane(fetch);
    }

    /// Takes bytes of the window, or gives them back where negative.
    void charge(Fetch fetch, long bytes) {
        outstandingBytes += bytes;
        if (fetch.isSmall()) {
            smallBytes += bytes;
        }
    }
}
