package org.godwit.it.wan.link;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import org.godwit.runtime.EngineClock;

/// One direction of a link: reads packets from one device, decides their fate, keeps them for the
/// time they are under way and writes them to the other device. Confined to the link's thread.
///
/// A packet is read straight into the ring and written from there: its bytes are copied by the
/// kernel alone, unless segments are lost out of it.
final class Direction implements AutoCloseable {
    /// Packets taken in or released in one go, so that neither makes the other wait.
    static final int BATCH_PACKETS_MAX = 32;

    /// Room beyond what the line can have under way: for packets whose records are larger than
    /// their time on the line, and for the emulator's own lateness.
    private static final double RING_FACTOR = 1.25;

    private static final long RING_EXTRA_BYTES = 16 << 20;

    private final EngineClock clock;
    private final int in;
    private final int out;
    private final Line line;
    private final Losses losses;
    private final LinkSpec spec;
    private final long delayNanos;
    private final Packet packet = new Packet();
    private final MemorySegment scratch;
    private final MemorySegment callState;
    private final Lateness lateness = new Lateness();
    private PacketRing ring;
    private boolean cut;
    private long segments;
    private long bytes;
    private long lost;
    private long queueDrops;
    private long cutDrops;
    private long ownDrops;
    private long queuePackets;
    private long queueNanos;
    private long queueNanosMax;

    /// @param in file descriptor, not blocking, of the device that the sending host writes to
    /// @param out of the device that the receiving host reads from
    /// @param scratch of [Packet#BYTES_MAX] bytes, for the time of a call
    /// @param callState from [Linux#callState]
    Direction(
            EngineClock clock,
            LinkSpec spec,
            RandomGenerator random,
            int in,
            int out,
            MemorySegment scratch,
            MemorySegment callState) {
        this.clock = clock;
        this.spec = spec;
        this.in = in;
        this.out = out;
        this.scratch = scratch;
        this.callState = callState;
        this.line = new Line(spec.rateMbit(), spec.queueMillis());
        this.losses = new Losses(random, spec.loss());
        this.delayNanos = Math.round(spec.delayMillis() * 1e6);
        this.ring = new PacketRing(ringBytes(spec.rateMbit()));
    }

    private long ringBytes(double rateMbit) {
        double seconds = (spec.delayMillis() + spec.queueMillis()) / 1e3;
        return (long) (rateMbit * 1e6 / 8 * seconds * RING_FACTOR) + RING_EXTRA_BYTES;
    }

    /// Takes in what the sending host has handed to its device.
    ///
    /// @return packets taken, at most [#BATCH_PACKETS_MAX]
    int receive() {
        int packets = 0;
        while (packets < BATCH_PACKETS_MAX && receivePacket()) {
            packets++;
        }
        return packets;
    }

    private boolean receivePacket() {
        long room = ring.reserve();
        MemorySegment target = room < 0 ? scratch : ring.memory();
        long at = Math.max(room, 0);
        int read = (int) Linux.read(in, target.address() + at, Packet.BYTES_MAX);
        if (read <= 0) {
            return false;
        }
        packet.set(target, at, read);
        if (cut) {
            cutDrops += packet.segments();
        } else if (room < 0) {
            ownDrops += packet.segments();
        } else {
            accept();
        }
        return true;
    }

    private void accept() {
        int all = packet.segments();
        int admitted =
                line.admit(
                        clock.nanoTime(), all, packet.segmentWireBytes(), packet.lastWireBytes());
        queueDrops += all - admitted;
        queuePackets++;
        queueNanos += line.waitNanos();
        queueNanosMax = Math.max(queueNanosMax, line.waitNanos());
        int passed = losses.pass(admitted);
        if (passed == all) {
            ring.commit(packet.bytes(), all, line.free() + delayNanos);
        } else {
            acceptPieces(passed, admitted);
        }
    }

    /// Of the first `admitted` segments, `passed` get through and the next, if any, is lost; what
    /// becomes of the others is still to be drawn.
    private void acceptPieces(int passed, int admitted) {
        MemorySegment.copy(packet.memory(), packet.at(), scratch, 0, packet.bytes());
        packet.set(scratch, 0, packet.bytes());
        int first = 0;
        int end = passed;
        while (true) {
            if (end > first) {
                acceptPiece(first, end);
            }
            if (end == admitted) {
                return;
            }
            lost++;
            first = end + 1;
            end = first + losses.pass(admitted - first);
        }
    }

    private void acceptPiece(int first, int end) {
        long room = ring.reserve();
        if (room < 0) {
            ownDrops += end - first;
            return;
        }
        int length = SegmentCutter.cut(packet, first, end, ring.memory(), room);
        ring.commit(length, end - first, line.free() + delayNanos);
    }

    /// Hands packets that are due to the receiving host, never one before its time.
    ///
    /// @return when the next packet is due, [Long#MIN_VALUE] where more are due now than one batch,
    ///   [Long#MAX_VALUE] where none is under way
    long release() {
        long now = Long.MIN_VALUE;
        for (int packets = 0; packets < BATCH_PACKETS_MAX; packets++) {
            if (ring.isEmpty()) {
                return Long.MAX_VALUE;
            }
            long due = ring.due();
            if (due > now) {
                now = clock.nanoTime();
                if (due > now) {
                    return due;
                }
            }
            deliver(now - due);
            now = clock.nanoTime();
        }
        return Long.MIN_VALUE;
    }

    private void deliver(long late) {
        if (cut) {
            cutDrops += ring.segments();
            ring.remove();
            return;
        }
        lateness.record(late);
        long address = ring.memory().address() + ring.at();
        if (Linux.write(callState, out, address, ring.bytes()) < 0) {
            if (Linux.errno(callState) == Linux.EIO) {
                cutDrops += ring.segments();
            } else {
                ownDrops += ring.segments();
            }
        } else {
            packet.set(ring.memory(), ring.at(), ring.bytes());
            segments += ring.segments();
            bytes += packet.ipBytes(0, packet.segments());
        }
        ring.remove();
    }

    /// Whether the link drops everything that enters it and everything that would leave it.
    void setCut(boolean value) {
        cut = value;
    }

    void setLoss(double probability) {
        losses.setProbability(probability);
    }

    /// Changes the rate for packets that arrive from now on.
    void setRateMbit(double rateMbit) {
        PacketRing larger = new PacketRing(Math.max(ringBytes(rateMbit), ring.memory().byteSize()));
        ring.moveTo(larger);
        ring.close();
        ring = larger;
        line.setRateMbit(rateMbit);
    }

    DirectionReport report() {
        return new DirectionReport(
                segments,
                bytes,
                lost,
                queueDrops,
                cutDrops,
                ownDrops,
                lateness.micros(0.99),
                lateness.maxMicros(),
                queuePackets == 0 ? 0 : queueNanos / queuePackets / 1_000,
                queueNanosMax / 1_000);
    }

    void reset() {
        segments = 0;
        bytes = 0;
        lost = 0;
        queueDrops = 0;
        cutDrops = 0;
        ownDrops = 0;
        queuePackets = 0;
        queueNanos = 0;
        queueNanosMax = 0;
        lateness.reset();
    }

    @Override
    public void close() {
        ring.close();
    }
}
