package org.godwit.it.wan.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SegmentCutterTest {
    private static final int FIN = 0x01;
    private static final int PSH = 0x08;
    private static final int ACK = 0x10;
    private static final int CWR = 0x80;

    /// Three whole segments and one of 100 bytes.
    private static final SuperPacket FOUR =
            new SuperPacket(0, 12, 1_000, payload(3_100, 1), FIN | PSH | ACK | CWR);

    @Test
    void seesTheSegmentsOfASuperPacket() {
        Packet packet = packet(FOUR);

        assertThat(packet.segments()).isEqualTo(4);
        assertThat(packet.headerBytes()).isEqualTo(52);
        assertThat(packet.segmentWireBytes()).isEqualTo(1_000 + 52 + 38);
        assertThat(packet.lastWireBytes()).isEqualTo(100 + 52 + 38);
        assertThat(packet.ipBytes(0, 4)).isEqualTo(3_100 + 4 * 52);
        assertThat(packet.ipBytes(2, 4)).isEqualTo(1_100 + 2 * 52);
    }

    @Test
    void aPieceInTheMiddleIsASuperPacketOfItsOwn() {
        byte[] piece = cut(FOUR, 1, 3);

        assertThat(piece[1]).as("gso_type").isEqualTo((byte) 1);
        assertThat(nativeShort(piece, 4)).as("gso_size").isEqualTo(1_000);
        assertThat(netShort(piece, 10 + 2)).as("IP length").isEqualTo(52 + 2_000);
        assertThat(netShort(piece, 10 + 4)).as("IP id").isEqualTo(SuperPacket.ID + 1);
        assertThat(netInt(piece, 30 + 4)).as("sequence").isEqualTo(SuperPacket.SEQUENCE + 1_000);
        assertThat(piece[30 + 13]).as("flags").isEqualTo((byte) ACK);
        assertThat(piece).endsWith(Arrays.copyOfRange(FOUR.payload(), 1_000, 3_000));
        assertChecksums(FOUR, piece);
    }

    @Test
    void aSingleSegmentNeedsNoSegmentation() {
        byte[] piece = cut(FOUR, 0, 1);

        assertThat(piece[0]).as("checksum still to be completed").isEqualTo((byte) 1);
        assertThat(piece[1]).as("gso_type").isZero();
        assertThat(nativeShort(piece, 4)).as("gso_size").isZero();
        assertThat(piece[30 + 13]).as("flags").isEqualTo((byte) (ACK | CWR));
        assertChecksums(FOUR, piece);
    }

    @Test
    void theLastSegmentKeepsWhatEndsAStream() {
        byte[] piece = cut(FOUR, 3, 4);

        assertThat(netShort(piece, 10 + 2)).as("IP length").isEqualTo(52 + 100);
        assertThat(netShort(piece, 10 + 4)).as("IP id wraps").isEqualTo(1);
        assertThat(piece[30 + 13]).as("flags").isEqualTo((byte) (FIN | PSH | ACK));
        assertChecksums(FOUR, piece);
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void piecesOfAnyPacketHoldItsBytesAndSumUp(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int segment = random.nextInt(1, 9_000);
        SuperPacket whole =
                new SuperPacket(
                        4 * random.nextInt(0, 11),
                        4 * random.nextInt(0, 11),
                        segment,
                        payload(
                                Math.min(
                                        segment * random.nextInt(1, 40)
                                                + random.nextInt(1, segment + 1),
                                        65_000),
                                seed),
                        random.nextInt(256));
        int segments = packet(whole).segments();
        int first = random.nextInt(segments);
        int end = random.nextInt(first + 1, segments + 1);

        byte[] piece = cut(whole, first, end);

        int from = first * segment;
        int to = Math.min(end * segment, whole.payload().length);
        assertThat(piece).hasSize(10 + whole.headers() + to - from);
        assertThat(piece).endsWith(Arrays.copyOfRange(whole.payload(), from, to));
        assertChecksums(whole, piece);
    }

    @Test
    void whatIsNoSoundSuperPacketIsOneSegment() {
        byte[] bytes = FOUR.bytes();
        bytes[1] = 0;
        assertThat(packet(bytes).segments()).as("no segmentation").isOne();
        assertThat(packet(bytes).lastWireBytes()).isEqualTo(bytes.length - 10 + 38);
        bytes[1] = 1;
        bytes[10] = 0x4f;
        assertThat(packet(Arrays.copyOf(bytes, 60)).segments()).as("cut short").isOne();
        bytes[10] = 0x65;
        assertThat(packet(bytes).segments()).as("IPv6").isOne();
    }

    /// Completes the TCP checksum as a network card does, then checks both as a receiver does.
    private static void assertChecksums(SuperPacket whole, byte[] piece) {
        byte[] ip = Arrays.copyOfRange(piece, 10, 10 + whole.ipHeader());
        assertThat(SuperPacket.fold(SuperPacket.sum(ip, 0))).as("IP header").isEqualTo(0xffff);
        byte[] tcp = Arrays.copyOfRange(piece, 10 + whole.ipHeader(), piece.length);
        int completed = ~SuperPacket.fold(SuperPacket.fold(SuperPacket.sum(tcp, 0)));
        ByteBuffer.wrap(tcp).putShort(16, (short) completed);
        int pseudo = 0x0a63 + 0x0101 + 0x0a63 + 0x0102 + 6 + tcp.length;
        int sum = SuperPacket.fold(SuperPacket.sum(tcp, 0)) + SuperPacket.fold(pseudo);
        assertThat(SuperPacket.fold(sum)).as("TCP").isEqualTo(0xffff);
    }

    private static byte[] cut(SuperPacket whole, int first, int end) {
        Packet packet = packet(whole);
        MemorySegment target = Arena.ofAuto().allocate(Packet.BYTES_MAX);
        int length = SegmentCutter.cut(packet, first, end, target, 0);
        assertThat(length).isEqualTo(SegmentCutter.bytes(packet, first, end));
        return target.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private static Packet packet(SuperPacket whole) {
        return packet(whole.bytes());
    }

    private static Packet packet(byte[] bytes) {
        Packet packet = new Packet();
        packet.set(Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, bytes), 0, bytes.length);
        return packet;
    }

    private static byte[] payload(int bytes, int seed) {
        byte[] payload = new byte[bytes];
        new SplittableRandom(seed).nextBytes(payload);
        return payload;
    }

    private static int netShort(byte[] bytes, int at) {
        return Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(at));
    }

    private static int netInt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    private static int nativeShort(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getShort(at);
    }
}
