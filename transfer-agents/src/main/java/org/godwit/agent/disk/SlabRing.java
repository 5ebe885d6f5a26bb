package org.godwit.agent.disk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The memory of one direction of an agent's data plane: a fixed number of chunks, whatever the
/// number of files, connections and peers. A chunk holds one block of full size, or is cut into
/// slabs of one smaller size while such are needed, so that a small file takes little. Who gets no
/// slab stops reading, and so its peer stops sending. Memory is made when first needed and then
/// kept. Thread-safe, never blocks.
///
/// Who holds a slab needs nothing else of the ring to give it back, so what is lent comes back.
/// Sending and receiving have a ring each: with one in common, two agents that send to each other
/// could each fill theirs with data the other has no room to take.
public final class SlabRing {
    /// Smallest slab, and what every slab is aligned to: what O_DIRECT needs.
    private static final int PAGE_BYTES = 4096;

    /// Each size is so many times the one before.
    private static final int SIZE_STEP = 4;

    /// Chunks are made so many bytes at a time, or one by one where they are larger: huge pages
    /// fill all of it but its ends.
    private static final int REGION_BYTES = 8 * HugePages.BYTES;

    /// Part of the chunks that only smaller slabs may use, and part that they may use at most: so
    /// that neither keeps the other waiting for good.
    private static final int SMALL_MIN_SHARE = 8;

    private static final int SMALL_MAX_SHARE = 2;

    private final int chunkBytes;
    private final int chunksMax;
    private final List<SlabSize> sizes = new ArrayList<>();
    private final SlabSize full;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<SlabChunk> free = new ArrayDeque<>();
    private int chunksMade;
    private int fullChunks;
    private int smallChunks;
    private int lent;
    private int waiting;

    /// Sets the bounds; no memory is taken yet.
    ///
    /// @param blockBytes size of the largest block
    /// @param totalBytes bound of all slabs together, at least four blocks
    public SlabRing(int blockBytes, long totalBytes) {
        this.chunkBytes = (blockBytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        this.chunksMax = (int) Math.min(totalBytes / chunkBytes, Integer.MAX_VALUE);
        if (chunksMax < 4) {
            throw new IllegalArgumentException(
                    "a slab ring of %d bytes is too small for blocks of %d: give at least four blocks"
                            .formatted(totalBytes, blockBytes));
        }
        for (int bytes = PAGE_BYTES; bytes < chunkBytes; bytes *= SIZE_STEP) {
            sizes.add(new SlabSize(bytes, chunkBytes / bytes));
        }
        this.full = new SlabSize(chunkBytes, 1);
        sizes.add(full);
    }

    /// A slab for `bytes`, or none now; then `whenFree` runs once, on the thread that gives a slab
    /// back, and must not block. It is no promise: it has to try again.
    public Optional<Slab> tryAcquire(int bytes, Runnable whenFree) {
        SlabSize size = size(bytes);
        lock.lock();
        try {
            size.answered();
            Optional<Slab> slab = size.hasFree() ? Optional.of(size.take()) : cut(size);
            if (slab.isEmpty()) {
                size.await(whenFree);
                waiting++;
                return Optional.empty();
            }
            lent++;
            return Optional.of(slab.get().lend());
        } finally {
            lock.unlock();
        }
    }

    private SlabSize size(int bytes) {
        for (SlabSize size : sizes) {
            if (bytes <= size.bytes()) {
                return size;
            }
        }
        throw new IllegalArgumentException(bytes + " bytes do not fit a slab of " + chunkBytes);
    }

    /// Takes another chunk for slabs of this size, where it may have one.
    private Optional<Slab> cut(SlabSize size) {
        if (chunksFor(size) == 0) {
            return Optional.empty();
        }
        if (free.isEmpty()) {
            makeChunks();
        }
        SlabChunk chunk = free.pop();
        count(size, 1);
        chunk.cut(size);
        size.add(chunk);
        return Optional.of(size.take());
    }

    /// Chunks that slabs of this size could still take.
    private int chunksFor(SlabSize size) {
        int left = chunksMax - chunksMade + free.size();
        if (sizes.size() == 1) {
            return left;
        }
        int may =
                size == full
                        ? chunksMax - Math.max(1, chunksMax / SMALL_MIN_SHARE) - fullChunks
                        : chunksMax / SMALL_MAX_SHARE - smallChunks;
        return Math.min(left, may);
    }

    private void count(SlabSize size, int chunks) {
        if (size == full) {
            fullChunks += chunks;
        } else {
            smallChunks += chunks;
        }
    }

    private void makeChunks() {
        int count = Math.clamp(REGION_BYTES / chunkBytes, 1, chunksMax - chunksMade);
        ByteBuffer region =
                ByteBuffer.allocateDirect(count * chunkBytes + PAGE_BYTES).alignedSlice(PAGE_BYTES);
        HugePages.useSoon(region);
        for (int i = 0; i < count; i++) {
            free.push(new SlabChunk(this, region.slice(i * chunkBytes, chunkBytes)));
        }
        chunksMade += count;
    }

    void giveBack(Slab slab, SlabChunk chunk) {
        List<Runnable> woken;
        lock.lock();
        try {
            lent--;
            if (chunk.size().giveBack(slab, chunk)) {
                count(chunk.size(), -1);
                free.push(chunk);
            }
            woken = waiting == 0 ? List.of() : wake();
        } finally {
            lock.unlock();
        }
        woken.forEach(Runnable::run);
    }

    /// Those for whom there is room now, and no more: sixty connections that wait need not all look
    /// at one slab. One that is woken and has ended meanwhile leaves its slab to the next, at the
    /// latest when nothing is on loan any more.
    private List<Runnable> wake() {
        List<Runnable> woken = new ArrayList<>();
        for (SlabSize size : sizes.reversed()) {
            size.wake(lent == 0, Math.max(0, chunksFor(size)), woken);
        }
        waiting -= woken.size();
        return woken;
    }

    /// Bytes of memory this ring has made so far; never falls, never exceeds the bound.
    public long allocatedBytes() {
        lock.lock();
        try {
            return (long) chunksMade * chunkBytes;
        } finally {
            lock.unlock();
        }
    }

    /// Slabs on loan.
    public int inUse() {
        lock.lock();
        try {
            return lent;
        } finally {
            lock.unlock();
        }
    }
}
