package org.godwit.agent.order;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.OrderId;

/// The orders of one incarnation of an agent, one for each file and RSE: that of the highest
/// generation and attempt seen. Each is running, then ended, then (with the engine's receipt)
/// forgotten; a cancelled one is forgotten at once. Repeated and older orders change nothing.
///
/// An order whose receipt has come and that is given once more is carried out once more: that finds
/// the file in place and so changes nothing, while remembering would starve an engine that was
/// restored from a backup. Not thread-safe.
public final class OrderBook {
    /// What an order led to.
    public enum Taken {
        /// It is to be carried out, in place of an older one for the same file and RSE if there is.
        STARTED,
        RUNNING,
        /// It has ended: its outcome is to be told again.
        ENDED,
        /// A newer one for the same file and RSE is there.
        IGNORED
    }

    private record Target(long did, int rse) implements Comparable<Target> {
        private static final Comparator<Target> ORDER =
                Comparator.comparingLong(Target::did).thenComparingInt(Target::rse);

        static Target of(OrderId order) {
            return new Target(order.did(), order.rse());
        }

        @Override
        public int compareTo(Target other) {
            return ORDER.compare(this, other);
        }
    }

    private record Held(TransferOrder order, Optional<TransferOutcome> outcome) {}

    private final Map<Target, Held> held = new TreeMap<>();

    public Taken take(TransferOrder order) {
        Target target = Target.of(order.id());
        Held before = held.get(target);
        if (before != null && before.order().id().equals(order.id())) {
            return before.outcome().isPresent() ? Taken.ENDED : Taken.RUNNING;
        }
        if (before != null && isOlder(order.id(), before.order().id())) {
            return Taken.IGNORED;
        }
        held.put(target, new Held(order, Optional.empty()));
        return Taken.STARTED;
    }

    private static boolean isOlder(OrderId one, OrderId other) {
        return one.generation() != other.generation()
                ? one.generation() < other.generation()
                : one.attempt() < other.attempt();
    }

    /// Notes how an order ended; answers whether it was still wanted.
    public boolean ended(TransferOutcome outcome) {
        Optional<TransferOrder> order = running(outcome.order());
        order.ifPresent(
                found -> held.put(Target.of(found.id()), new Held(found, Optional.of(outcome))));
        return order.isPresent();
    }

    /// Forgets an order that no longer stands.
    public void drop(OrderId order) {
        held.computeIfPresent(
                Target.of(order), (_, found) -> found.order().id().equals(order) ? null : found);
    }

    /// Forgets an order whose outcome is durable at the engine.
    public void received(OrderId order) {
        held.computeIfPresent(
                Target.of(order),
                (_, found) ->
                        found.order().id().equals(order) && found.outcome().isPresent()
                                ? null
                                : found);
    }

    /// The order with this id, if it is being carried out.
    public Optional<TransferOrder> running(OrderId order) {
        return runningLike(order).filter(found -> found.id().equals(order));
    }

    /// The order that is being carried out for the file and RSE of this one.
    public Optional<TransferOrder> runningLike(OrderId order) {
        return Optional.ofNullable(held.get(Target.of(order)))
                .filter(found -> found.outcome().isEmpty())
                .map(Held::order);
    }

    /// Orders that are being carried out.
    public List<TransferOrder> running() {
        return held.values().stream()
                .filter(found -> found.outcome().isEmpty())
                .map(Held::order)
                .toList();
    }

    /// Outcomes for which no receipt has come.
    public List<TransferOutcome> outcomes() {
        return held.values().stream().map(Held::outcome).flatMap(Optional::stream).toList();
    }

    /// All orders, running or ended without receipt.
    public List<OrderId> held() {
        return held.values().stream().map(found -> found.order().id()).toList();
    }
}
