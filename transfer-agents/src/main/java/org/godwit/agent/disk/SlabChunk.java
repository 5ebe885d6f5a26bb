package org.godwit.agent.disk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A piece of a [SlabRing]'s memory, cut into slabs of one size at a time. Guarded by the ring's
/// lock.
final class SlabChunk {
    private final SlabRing ring;
    private final ByteBuffer memory;
    private final ArrayDeque<Slab> free = new ArrayDeque<>();
    private List<Slab> slabs = List.of();
    private Optional<SlabSize> size = Optional.empty();

    SlabChunk(SlabRing ring, ByteBuffer memory) {
        this.ring = ring;
        this.memory = memory;
    }

    SlabSize size() {
        return size.orElseThrow();
    }

    /// Cuts it anew; none of its slabs is on loan.
    void cut(SlabSize into) {
        if (size.isPresent() && size.get() == into) {
            return;
        }
        size = Optional.of(into);
        slabs = new ArrayList<>();
        for (int i = 0; i < into.perChunk(); i++) {
            slabs.add(new Slab(ring, this, memory.slice(i * into.bytes(), into.bytes())));
        }
        free.clear();
        free.addAll(slabs);
    }

    boolean hasFree() {
        return !free.isEmpty();
    }

    int freeSlabs() {
        return free.size();
    }

    Slab take() {
        return free.pop();
    }

    void giveBack(Slab slab) {
        free.push(slab);
    }

    boolean isWhole() {
        return free.size() == slabs.size();
    }
}
