package org.godwit.agent.disk;

import java.util.ArrayDeque;
import java.util.List;

/// The slabs of one size in a [SlabRing], and those who wait for one. Guarded by the ring's lock.
final class SlabSize {
    private final int bytes;
    private final int perChunk;

    /// Chunks that have a free slab.
    private final ArrayDeque<SlabChunk> chunks = new ArrayDeque<>();

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int freeSlabs;

    /// Woken, and not back to try again yet.
    private int woken;

    SlabSize(int bytes, int perChunk) {
        this.bytes = bytes;
        this.perChunk = perChunk;
    }

    int bytes() {
        return bytes;
    }

    int perChunk() {
        return perChunk;
    }

    boolean hasFree() {
        return freeSlabs > 0;
    }

    Slab take() {
        SlabChunk chunk = chunks.element();
        Slab slab = chunk.take();
        freeSlabs--;
        if (!chunk.hasFree()) {
            chunks.remove();
        }
        return slab;
    }

    /// Adds a chunk whose slabs are all free.
    void add(SlabChunk chunk) {
        chunks.push(chunk);
        freeSlabs += chunk.freeSlabs();
    }

    /// Takes a slab back.
    ///
    /// @return whether its chunk is whole again, and none of this size's any more
    boolean giveBack(Slab slab, SlabChunk chunk) {
        if (!chunk.hasFree()) {
            chunks.push(chunk);
        }
        chunk.giveBack(slab);
        freeSlabs++;
        if (!chunk.isWhole()) {
            return false;
        }
        chunks.remove(chunk);
        freeSlabs -= chunk.freeSlabs();
        return true;
    }

    void await(Runnable whenFree) {
        waiting.add(whenFree);
    }

    /// Somebody tries, be it one that was woken or another who takes its place.
    void answered() {
        woken = Math.max(0, woken - 1);
    }

    /// Moves to `into` as many of those who wait as there is room for.
    ///
    /// @param all whether all are woken, since nobody will give anything back
    /// @param chunksLeft chunks that could be cut for this size
    void wake(boolean all, int chunksLeft, List<Runnable> into) {
        if (all) {
            woken = 0;
        }
        long room = all ? waiting.size() : freeSlabs + (long) chunksLeft * perChunk - woken;
        for (long i = 0; i < room && !waiting.isEmpty(); i++) {
            into.add(waiting.remove());
            woken++;
        }
    }
}
