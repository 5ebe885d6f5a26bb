package org.godwit.it.wan.link;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The packets under way in one direction, in the order of arrival, outside the heap. A packet lies
/// in one piece, so that a device reads and writes it in place. Memory is reserved by the system as
/// it is first used; an empty ring starts again at its beginning, where memory is warm. Confined to
/// one thread.
final class PacketRing implements AutoCloseable {
    private static final int ALIGNMENT = 16;
    private static final int DUE = 0;
    private static final int BYTES = 8;
    private static final int SEGMENTS = 12;
    private static final int HEADER_BYTES = 16;

    /// No record is larger.
    static final int RECORD_BYTES_MAX = aligned(HEADER_BYTES + Packet.BYTES_MAX);

    private static final long NOT_WRAPPED = Long.MAX_VALUE;

    private final MemorySegment memory;
    private long head;
    private long tail;

    /// Where the records before the beginning of the ring end, while newer ones lie at the
    /// beginning.
    private long wrapped = NOT_WRAPPED;

    private long count;

    /// @param bytes of packets that fit at least, each with 16 bytes and its share of alignment
    PacketRing(long bytes) {
        memory = Linux.map(bytes + 2L * RECORD_BYTES_MAX);
    }

    MemorySegment memory() {
        return memory;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// Finds room for a packet of any size; nothing is taken before [#commit].
    ///
    /// @return where the packet is to be put, or -1 where the ring is full
    long reserve() {
        if (count == 0) {
            head = 0;
            tail = 0;
            wrapped = NOT_WRAPPED;
        }
        if (head >= tail && wrapped == NOT_WRAPPED) {
            if (memory.byteSize() - head >= RECORD_BYTES_MAX) {
                return head + HEADER_BYTES;
            }
            if (tail <= RECORD_BYTES_MAX) {
                return -1;
            }
            wrapped = head;
            head = 0;
        }
        return tail - head > RECORD_BYTES_MAX ? head + HEADER_BYTES : -1;
    }

    /// Adds the packet that was put where the last [#reserve()] said.
    void commit(int bytes, int segments, long due) {
        memory.set(ValueLayout.JAVA_LONG, head + DUE, due);
        memory.set(ValueLayout.JAVA_INT, head + BYTES, bytes);
        memory.set(ValueLayout.JAVA_INT, head + SEGMENTS, segments);
        head += aligned(HEADER_BYTES + bytes);
        count++;
    }

    /// When the oldest packet is due. Like the following, only of a ring that is not empty.
    long due() {
        return memory.get(ValueLayout.JAVA_LONG, tail + DUE);
    }

    int bytes() {
        return memory.get(ValueLayout.JAVA_INT, tail + BYTES);
    }

    int segments() {
        return memory.get(ValueLayout.JAVA_INT, tail + SEGMENTS);
    }

    /// Where the oldest packet lies in [#memory()].
    long at() {
        return tail + HEADER_BYTES;
    }

    /// Takes the oldest packet out.
    void remove() {
        tail += aligned(HEADER_BYTES + bytes());
        count--;
        if (tail == wrapped) {
            tail = 0;
            wrapped = NOT_WRAPPED;
        }
    }

    /// Moves all packets, in their order, to an empty ring that has room for them.
    void moveTo(PacketRing other) {
        while (!isEmpty()) {
            long to = other.reserve();
            if (to < 0) {
                throw new IllegalStateException("the other ring is smaller than what lies in this");
            }
            MemorySegment.copy(memory, at(), other.memory, to, bytes());
            other.commit(bytes(), segments(), due());
            remove();
        }
    }

    @Override
    public void close() {
        Linux.unmap(memory);
    }

    private static int aligned(int bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
