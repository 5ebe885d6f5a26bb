package org.godwit.it.wan.link;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.godwit.runtime.EngineClock;

/// Runs the path of a packet with made-up traffic until the JVM has compiled it. Without this the
/// first second of traffic of a link would meet an emulator that takes twenty times as long for a
/// packet, and would be late by tens of milliseconds.
final class WarmUp {
    private static final int PACKETS = 60_000;
    private static final long NANOS_MAX = 3_000_000_000L;
    private static final LinkSpec SPEC =
            LinkSpec.standard()
                    .withRateMbit(10_000)
                    .withDelayMillis(0.3)
                    .withQueueMillis(5)
                    .withLoss(0.02);
    private static final int SEGMENT_PAYLOAD = 500;
    private static final int SEGMENTS = 4;
    private static final int HEADERS = Packet.IP_HEADER_BYTES_MIN + Packet.TCP_HEADER_BYTES_MIN;

    private final EngineClock clock;
    private final MemorySegment loopState;
    private final MemorySegment hostState;
    private final MemorySegment data;
    private final MemorySegment acknowledgement;
    private final MemorySegment received;

    private WarmUp(EngineClock clock, Arena arena) {
        this.clock = clock;
        this.loopState = Linux.callState(arena);
        this.hostState = Linux.callState(arena);
        this.data = packet(arena, SEGMENTS * SEGMENT_PAYLOAD);
        this.acknowledgement = packet(arena, 0);
        this.received = arena.allocate(Packet.BYTES_MAX);
    }

    /// Takes about a second. What is measured of the warm-up itself is thrown away.
    static void run(EngineClock clock) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            List<Integer> a = Linux.socketPair();
            List<Integer> b = Linux.socketPair();
            try {
                new WarmUp(clock, arena).run(arena, a, b);
            } finally {
                a.forEach(Linux::close);
                b.forEach(Linux::close);
            }
        }
    }

    private void run(Arena arena, List<Integer> a, List<Integer> b) throws IOException {
        MemorySegment scratch = arena.allocate(Packet.BYTES_MAX);
        SplittableRandom random = new SplittableRandom(1);
        int deviceA = a.getLast();
        int deviceB = b.getLast();
        try (Direction forward =
                        new Direction(clock, SPEC, random, deviceA, deviceB, scratch, loopState);
                Direction backward =
                        new Direction(clock, SPEC, random, deviceB, deviceA, scratch, loopState);
                LinkLoop loop = new LinkLoop(clock, forward, backward, deviceA, deviceB, arena)) {
            Thread thread = Thread.ofPlatform().name("warm-up").start(loop);
            try {
                exchange(a.getFirst(), b.getFirst());
            } finally {
                loop.stop();
                join(thread);
            }
        }
    }

    /// Plays both hosts.
    private void exchange(int hostA, int hostB) {
        long end = clock.nanoTime() + NANOS_MAX;
        for (int sent = 0; sent < PACKETS && clock.nanoTime() < end; ) {
            sent += send(hostState, hostA, data);
            sent += send(hostState, hostB, acknowledgement);
            drain(hostA);
            drain(hostB);
        }
    }

    private static int send(MemorySegment state, int fd, MemorySegment packet) {
        return Linux.write(state, fd, packet.address(), packet.byteSize()) > 0 ? 1 : 0;
    }

    private void drain(int fd) {
        while (Linux.read(fd, received.address(), Packet.BYTES_MAX) > 0) {
            // Thrown away.
        }
    }

    private static MemorySegment packet(Arena arena, int payload) {
        MemorySegment packet = arena.allocate(Packet.VNET_BYTES + HEADERS + payload);
        if (payload > SEGMENT_PAYLOAD) {
            packet.set(ValueLayout.JAVA_BYTE, Packet.VNET_GSO_TYPE, Packet.VNET_GSO_TCPV4);
            packet.set(Packet.NATIVE_SHORT, Packet.VNET_GSO_BYTES, (short) SEGMENT_PAYLOAD);
        }
        long ip = Packet.VNET_BYTES;
        packet.set(ValueLayout.JAVA_BYTE, ip, (byte) 0x45);
        long tcp = ip + Packet.IP_HEADER_BYTES_MIN;
        packet.set(ValueLayout.JAVA_BYTE, tcp + Packet.TCP_DATA_OFFSET, (byte) 0x50);
        return packet;
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(Duration.ofSeconds(10))) {
                throw new IllegalStateException("the warm-up does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
