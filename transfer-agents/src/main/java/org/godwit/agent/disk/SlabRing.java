package org.godwit.agent.disk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The memory of one direction of an agent's data plane: a fixed number of slabs, whatever the
/// number of files, connections and peers. Who gets none stops reading, and so its peer stops
/// sending. Slabs are made when first needed and then kept. Thread-safe, never blocks.
///
/// Sending and receiving have a ring each: with one in common, two agents that send to each other
/// could each fill theirs with data the other has no room to take.
public final class SlabRing {
    /// Blocks up to this size use small slabs, so that thousands of small files fit.
    public static final int SMALL_BYTES = 64 << 10;

    /// Part of the memory that small slabs get.
    private static final int SMALL_SHARE = 16;

    private static final int ALIGNMENT_BYTES = 4096;

    private final SizeClass small;
    private final SizeClass large;

    /// Sets the bounds; no memory is taken yet.
    ///
    /// @param slabBytes size of a large slab, the largest block
    /// @param totalBytes bound of all slabs together, at least four large ones
    public SlabRing(int slabBytes, long totalBytes) {
        if (totalBytes / slabBytes < 4) {
            throw new IllegalArgumentException(
                    "a slab ring of %d bytes is too small for blocks of %d: give at least four blocks"
                            .formatted(totalBytes, slabBytes));
        }
        long smallBytes = totalBytes / SMALL_SHARE;
        this.small = new SizeClass(SMALL_BYTES, Math.max(1, (int) (smallBytes / SMALL_BYTES)));
        this.large = new SizeClass(slabBytes, (int) ((totalBytes - smallBytes) / slabBytes));
    }

    /// A slab for `bytes`, or none now; then `whenFree` runs once, on the thread that gives a slab
    /// back, and must not block. It is no promise: it has to try again.
    public Optional<Slab> tryAcquire(int bytes, Runnable whenFree) {
        return (bytes <= SMALL_BYTES ? small : large).tryAcquire(bytes, whenFree);
    }

    /// Bytes of memory this ring has made so far; never falls, never exceeds the bound.
    public long allocatedBytes() {
        return small.allocatedBytes() + large.allocatedBytes();
    }

    /// Slabs on loan.
    public int inUse() {
        return small.inUse() + large.inUse();
    }

    static final class SizeClass {
        private final int slabBytes;
        private final int countMax;
        private final ReentrantLock lock = new ReentrantLock();
        private final ArrayDeque<Slab> free = new ArrayDeque<>();
        private List<Runnable> waiting = new ArrayList<>();
        private int made;

        SizeClass(int slabBytes, int countMax) {
            this.slabBytes = slabBytes;
            this.countMax = countMax;
        }

        Optional<Slab> tryAcquire(int bytes, Runnable whenFree) {
            if (bytes > slabBytes) {
                throw new IllegalArgumentException(
                        bytes + " bytes do not fit a slab of " + slabBytes);
            }
            lock.lock();
            try {
                Slab slab = free.poll();
                if (slab == null && made < countMax) {
                    made++;
                    slab = make();
                }
                if (slab == null) {
                    waiting.add(whenFree);
                    return Optional.empty();
                }
                return Optional.of(slab.lend());
            } finally {
                lock.unlock();
            }
        }

        private Slab make() {
            ByteBuffer memory = ByteBuffer.allocateDirect(slabBytes + ALIGNMENT_BYTES);
            return new Slab(this, memory.alignedSlice(ALIGNMENT_BYTES).slice(0, slabBytes));
        }

        void giveBack(Slab slab) {
            List<Runnable> woken;
            lock.lock();
            try {
                free.push(slab);
                woken = waiting;
                waiting = new ArrayList<>();
            } finally {
                lock.unlock();
            }
            // All of them: one that was woken may have closed meanwhile and would keep the others
            // waiting.
            woken.forEach(Runnable::run);
        }

        long allocatedBytes() {
            lock.lock();
            try {
                return (long) made * slabBytes;
            } finally {
                lock.unlock();
            }
        }

        int inUse() {
            lock.lock();
            try {
                return made - free.size();
            } finally {
                lock.unlock();
            }
        }
    }
}
