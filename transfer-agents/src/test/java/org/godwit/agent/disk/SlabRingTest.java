package org.godwit.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    void wakesWhoWaitsOnceASlabIsBack() {
        SlabRing ring = new SlabRing(1 << 20, 4 << 20);
        List<Slab> held = new ArrayList<>();
        AtomicInteger woken = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            ring.tryAcquire(1 << 20, woken::incrementAndGet).ifPresent(held::add);
        }
        assertThat(held).hasSize(3);
        held.getFirst().release();
        assertThat(woken).hasValue(2);
        held.get(1).release();
        assertThat(woken).hasValue(2);
        assertThat(ring.tryAcquire(1 << 20, () -> {})).isPresent();
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
