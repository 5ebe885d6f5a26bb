package org.godwit.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlabRingTest {
    @Test
    void neverMakesMoreThanItsBound() {
        SlabRing ring = new SlabRing(1 << 20, 8 << 20);
        List<Slab> held = new ArrayList<>();
        while (true) {
            Optional<Slab> slab = ring.tryAcquire(1 << 20, () -> {});
            if (slab.isEmpty()) {
                break;
            }
            held.add(slab.get());
        }
        while (ring.tryAcquire(100, () -> {}).isPresent()) {
            assertThat(ring.allocatedBytes()).isLessThanOrEqualTo(8 << 20);
        }
        assertThat(held).hasSize(7);
        assertThat(ring.allocatedBytes()).isLessThanOrEqualTo(8 << 20);
    }

    @Test
    void wakesOneForEachSlabThatIsBack() {
        SlabRing ring = new SlabRing(1 << 20, 4 << 20);
        List<Slab> held = new ArrayList<>();
        AtomicInteger woken = new AtomicInteger();
        for (int i = 0; i < 63; i++) {
            ring.tryAcquire(1 << 20, woken::incrementAndGet).ifPresent(held::add);
        }
        assertThat(held).hasSize(3);
        held.getFirst().release();
        assertThat(woken).hasValue(1);
        held.get(1).release();
        assertThat(woken).hasValue(2);
        assertThat(ring.tryAcquire(1 << 20, () -> {})).isPresent();
    }

    @Test
    void wakesAllWhenNobodyWillGiveAnythingBack() {
        SlabRing ring = new SlabRing(1 << 20, 4 << 20);
        List<Slab> held = new ArrayList<>();
        AtomicInteger woken = new AtomicInteger();
        for (int i = 0; i < 13; i++) {
            ring.tryAcquire(1 << 20, woken::incrementAndGet).ifPresent(held::add);
        }
        // None of those that are woken comes back, as where their connections have ended.
        held.forEach(Slab::release);
        assertThat(woken).hasValue(10);
    }

    @Test
    void aSmallFileHoldsLittle() {
        SlabRing ring = new SlabRing(1 << 20, 32 << 20);
        List<Slab> held = new ArrayList<>();
        for (int i = 0; i < 4096; i++) {
            held.add(ring.tryAcquire(4096, () -> {}).orElseThrow());
        }
        assertThat(ring.allocatedBytes()).isEqualTo(16 << 20);
        assertThat(ring.tryAcquire(4096, () -> {})).isEmpty();
        assertThat(ring.tryAcquire(1 << 20, () -> {})).isPresent();
        assertThat(held.stream().map(slab -> slab.buffer().capacity()).distinct())
                .containsExactly(4096);
    }

    @Test
    void slabsAreAlignedToPages() {
        SlabRing ring = new SlabRing(100_000, 1 << 20);
        for (int bytes : new int[] {1, 4097, 70_000, 100_000}) {
            ByteBuffer buffer = ring.tryAcquire(bytes, () -> {}).orElseThrow().buffer();
            assertThat(buffer.alignmentOffset(0, 4096)).isZero();
            assertThat(buffer.capacity()).isGreaterThanOrEqualTo(bytes).isLessThan(200_000);
        }
    }

    @Test
    void memoryGoesFromSmallSlabsToLargeOnesAndBack() {
        SlabRing ring = new SlabRing(64 << 10, 1 << 20);
        long seed = 42;
        SplittableRandom random = new SplittableRandom(seed);
        List<Slab> held = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (!held.isEmpty() && random.nextInt(100) < 49) {
                held.remove(random.nextInt(held.size())).release();
            } else {
                int bytes = 1 << random.nextInt(17);
                ring.tryAcquire(bytes, () -> {}).ifPresent(held::add);
            }
            assertThat(ring.inUse()).as("seed " + seed).isEqualTo(held.size());
        }
        assertNoTwoOverlap(held);
        held.forEach(Slab::release);
        held.clear();
        for (int i = 0; i < 14; i++) {
            held.add(ring.tryAcquire(64 << 10, () -> {}).orElseThrow());
        }
        assertThat(ring.allocatedBytes()).isLessThanOrEqualTo(1 << 20);
    }

    private static void assertNoTwoOverlap(List<Slab> slabs) {
        List<MemorySegment> memory =
                slabs.stream()
                        .map(slab -> MemorySegment.ofBuffer(slab.buffer().duplicate().clear()))
                        .sorted(Comparator.comparingLong(MemorySegment::address))
                        .toList();
        for (int i = 1; i < memory.size(); i++) {
            MemorySegment before = memory.get(i - 1);
            assertThat(before.address() + before.byteSize())
                    .isLessThanOrEqualTo(memory.get(i).address());
        }
    }

    @Test
    void noticesASlabReleasedTwice() {
        SlabRing ring = new SlabRing(1 << 20, 4 << 20);
        Slab slab = ring.tryAcquire(10, () -> {}).orElseThrow();
        slab.release();
        assertThatThrownBy(slab::release).isInstanceOf(IllegalStateException.class);
        assertThat(ring.inUse()).isZero();
    }

    @Test
    void refusesARingTooSmallToWork() {
        assertThatThrownBy(() -> new SlabRing(4 << 20, 4 << 20))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
