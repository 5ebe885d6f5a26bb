package org.godwit.agent.disk;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/// A piece of the agent's fixed memory, page-aligned, on loan until [#release]. Not thread-safe: it
/// has one holder at a time, who hands it on whole.
public final class Slab {
    private final SlabRing ring;
    private final SlabChunk chunk;
    private final ByteBuffer buffer;
    private final AtomicBoolean held = new AtomicBoolean();

    Slab(SlabRing ring, SlabChunk chunk, ByteBuffer buffer) {
        this.ring = ring;
        this.chunk = chunk;
        this.buffer = buffer;
    }

    Slab lend() {
        if (held.getAndSet(true)) {
            throw new IllegalStateException("slab lent twice");
        }
        buffer.clear();
        return this;
    }

    /// The memory, not to be touched after [#release].
    public ByteBuffer buffer() {
        return buffer;
    }

    /// Gives it back; once.
    public void release() {
        if (!held.getAndSet(false)) {
            throw new IllegalStateException("slab released twice");
        }
        ring.giveBack(this, chunk);
    }
}
