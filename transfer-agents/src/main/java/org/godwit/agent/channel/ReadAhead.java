package org.godwit.agent.channel;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import org.godwit.agent.disk.Slab;
import org.godwit.agent.disk.SlabRing;
import org.godwit.agent.mac.PayloadTag;

/// Which blocks a [SourceSession] reads next, and those that wait for a connection. What is read
/// and not sent yet is bounded in bytes and in blocks. Guarded by the session's lock.
final class ReadAhead {
    private static final int BLOCKS_MAX = 512;

    /// Blocks of a file, asked for and not read yet.
    record Range(ServedFile file, int from, int to) {
        long bytes() {
            return file.bytes(from, to);
        }
    }

    /// A block to be read into a slab.
    record Job(ServedFile file, int block, Slab slab) {
        int length() {
            return file.length(block);
        }
    }

    /// A block that can be sent.
    record Ready(
            ServedFile file, int block, int crc32c, Optional<PayloadTag> tag, Payload payload) {
        int length() {
            return file.length(block);
        }
    }

    private final SlabRing slabs;
    private final long bytesMax;
    private final ArrayDeque<Range> queue = new ArrayDeque<>();
    private final ArrayDeque<Ready> ready = new ArrayDeque<>();
    private long queuedBytes;
    private long bytes;
    private int blocks;
    private boolean waitingForSlab;

    ReadAhead(SlabRing slabs, long bytesMax) {
        this.slabs = slabs;
        this.bytesMax = bytesMax;
    }

    int ranges() {
        return queue.size();
    }

    /// Bytes asked for that are not on their way.
    long bytesLeft() {
        return queuedBytes + bytes;
    }

    void append(Collection<Range> ranges) {
        queue.addAll(ranges);
        ranges.forEach(range -> queuedBytes += range.bytes());
    }

    /// A block that is to be sent before all others.
    void prepend(ServedFile file, int block) {
        putBack(new Range(file, block, block + 1));
    }

    private void putBack(Range range) {
        queue.addFirst(range);
        queuedBytes += range.bytes();
    }

    private void removeFirst() {
        queuedBytes -= queue.remove().bytes();
    }

    /// Whether [#next] may have something.
    boolean mayRead() {
        return !queue.isEmpty() && !waitingForSlab && bytes < bytesMax && blocks < BLOCKS_MAX;
    }

    /// The next block to read, if there is one and memory for it.
    ///
    /// @param whenFree runs when there may be memory again; it is to call [#slabFreed]
    Optional<Job> next(Runnable whenFree) {
        while (mayRead()) {
            Range range = queue.element();
            if (range.file().state != ServedFile.State.ALLOWED) {
                removeFirst();
                continue;
            }
            int length = range.file().length(range.from());
            Optional<Slab> slab = slabs.tryAcquire(length, whenFree);
            if (slab.isEmpty()) {
                waitingForSlab = true;
                return Optional.empty();
            }
            removeFirst();
            if (range.from() + 1 < range.to()) {
                putBack(new Range(range.file(), range.from() + 1, range.to()));
            }
            bytes += length;
            blocks++;
            return Optional.of(new Job(range.file(), range.from(), slab.get()));
        }
        return Optional.empty();
    }

    void slabFreed() {
        waitingForSlab = false;
    }

    void onRead(Ready block) {
        ready.add(block);
    }

    /// The job brought nothing; its slab is given back.
    void onFailed(Job job) {
        job.slab().release();
        uncount(job.length());
    }

    /// A block that was read and is not wanted any more.
    void drop(Ready block) {
        block.payload().release();
        uncount(block.length());
    }

    /// The block to be sent next. It stays until [#sent].
    Optional<Ready> firstReady() {
        while (!ready.isEmpty() && ready.element().file().state != ServedFile.State.ALLOWED) {
            drop(ready.remove());
        }
        return Optional.ofNullable(ready.peek());
    }

    /// The first block is on its way; its payload is the connection's now.
    void sent() {
        uncount(ready.remove().length());
    }

    private void uncount(int length) {
        bytes -= length;
        blocks--;
    }

    /// Whether something is asked for that is not on its way yet.
    boolean hasWork() {
        return !queue.isEmpty() || blocks > 0;
    }

    void clear() {
        queue.clear();
        queuedBytes = 0;
        ready.forEach(this::drop);
        ready.clear();
    }
}
