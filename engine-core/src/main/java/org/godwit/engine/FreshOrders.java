package org.godwit.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.godwit.model.OrderId;
import org.godwit.runtime.EngineClock;

/// The orders given within the last seconds, which an agent's inventory may not show yet because it
/// was written before they arrived. Thread-safe.
public final class FreshOrders {
    /// Longer than an inventory and an order take to cross each other on a slow post.
    private static final Duration FRESH_FOR = Duration.ofSeconds(10);

    private final EngineClock clock;
    private final Deque<Batch> batches = new ArrayDeque<>();

    private record Batch(long nanos, List<OrderId> orders) {}

    public FreshOrders(EngineClock clock) {
        this.clock = clock;
    }

    /// Notes orders given now.
    public synchronized void given(List<OrderId> orders) {
        batches.addLast(new Batch(clock.nanoTime(), List.copyOf(orders)));
        forget();
    }

    /// The orders given lately.
    public synchronized Set<OrderId> recent() {
        forget();
        Set<OrderId> recent = new HashSet<>();
        batches.forEach(batch -> recent.addAll(batch.orders()));
        return recent;
    }

    private void forget() {
        long now = clock.nanoTime();
        while (!batches.isEmpty() && now - batches.getFirst().nanos() > FRESH_FOR.toNanos()) {
            batches.removeFirst();
        }
    }
}
