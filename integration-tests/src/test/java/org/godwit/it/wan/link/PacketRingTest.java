package org.godwit.it.wan.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PacketRingTest {
    private static final int CAPACITY = 300_000;

    /// A packet that the ring should hold.
    private record Expected(int bytes, long due, byte mark) {}

    @BeforeEach
    void needsLinux() {
        assumeThat(System.getProperty("os.name").toLowerCase(Locale.ROOT))
                .as("the ring maps memory by Linux's own calls")
                .isEqualTo("linux");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsPacketsInOrderAcrossItsEnd(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ArrayDeque<Expected> expected = new ArrayDeque<>();
        int refused = 0;
        try (PacketRing ring = new PacketRing(CAPACITY)) {
            for (int step = 0; step < 20_000; step++) {
                // Phases in which the ring fills and phases in which it drains.
                if (random.nextInt(10) < (step / 500 % 2 == 0 ? 6 : 4)) {
                    refused += add(ring, expected, random, step) ? 0 : 1;
                } else if (!expected.isEmpty()) {
                    take(ring, expected.removeFirst());
                }
            }
            expected.forEach(one -> take(ring, one));
            assertThat(ring.isEmpty()).isTrue();
        }
        assertThat(refused).as("times the ring was full").isPositive();
    }

    private static boolean add(
            PacketRing ring, ArrayDeque<Expected> expected, SplittableRandom random, int step) {
        long at = ring.reserve();
        if (at < 0) {
            long held = expected.stream().mapToLong(one -> one.bytes() + 32).sum();
            assertThat(held)
                    .as("bytes held by a full ring")
                    .isGreaterThan(CAPACITY - 2L * Packet.BYTES_MAX);
            return false;
        }
        int bytes = random.nextInt(1, Packet.BYTES_MAX + 1);
        Expected one = new Expected(bytes, step, (byte) step);
        ring.memory().set(ValueLayout.JAVA_BYTE, at, one.mark());
        ring.memory().set(ValueLayout.JAVA_BYTE, at + bytes - 1, one.mark());
        ring.commit(bytes, step % 7, one.due());
        expected.addLast(one);
        return true;
    }

    private static void take(PacketRing ring, Expected expected) {
        assertThat(ring.isEmpty()).isFalse();
        assertThat(ring.due()).isEqualTo(expected.due());
        assertThat(ring.bytes()).isEqualTo(expected.bytes());
        assertThat(ring.segments()).isEqualTo((int) (expected.due() % 7));
        assertThat(ring.memory().get(ValueLayout.JAVA_BYTE, ring.at())).isEqualTo(expected.mark());
        assertThat(ring.memory().get(ValueLayout.JAVA_BYTE, ring.at() + expected.bytes() - 1))
                .isEqualTo(expected.mark());
        ring.remove();
    }

    @Test
    void aReservationThatIsNotUsedTakesNothing() {
        try (PacketRing ring = new PacketRing(CAPACITY)) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(ring.reserve()).isNotNegative();
            }
            assertThat(ring.isEmpty()).isTrue();
        }
    }

    @Test
    void movesItsPacketsToALargerOne() {
        SplittableRandom random = new SplittableRandom(1);
        ArrayDeque<Expected> expected = new ArrayDeque<>();
        try (PacketRing ring = new PacketRing(CAPACITY);
                PacketRing larger = new PacketRing(2 * CAPACITY)) {
            for (int step = 0; step < 30; step++) {
                add(ring, expected, random, step);
                if (step % 5 == 4) {
                    take(ring, expected.removeFirst());
                }
            }
            ring.moveTo(larger);
            assertThat(ring.isEmpty()).isTrue();
            expected.forEach(one -> take(larger, one));
            assertThat(larger.isEmpty()).isTrue();
        }
    }
}
