package org.godwit.it.sim;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.OrderId;

/// The orders of one incarnation of an agent, one for each file and RSE: that of the highest
/// generation and attempt seen. Repeated and older orders change nothing.
final class OrderLedger {
    /// What an order led to.
    enum Taken {
        STARTED,
        RUNNING,
        ENDED,
        IGNORED
    }

    private record Held(TransferOrder order, Optional<TransferOutcome> outcome) {}

    private final Map<ReplicaKey, Held> held = new TreeMap<>();

    Taken take(TransferOrder order) {
        ReplicaKey key = key(order.id());
        Held before = held.get(key);
        if (before != null && before.order().id().equals(order.id())) {
            return before.outcome().isPresent() ? Taken.ENDED : Taken.RUNNING;
        }
        if (before != null && isOlder(order.id(), before.order().id())) {
            return Taken.IGNORED;
        }
        held.put(key, new Held(order, Optional.empty()));
        return Taken.STARTED;
    }

    private static boolean isOlder(OrderId one, OrderId other) {
        return one.generation() != other.generation()
                ? one.generation() < other.generation()
                : one.attempt() < other.attempt();
    }

    /// Notes how an order ended; answers whether it was still wanted.
    boolean ended(TransferOutcome outcome) {
        Optional<TransferOrder> order = running(outcome.order());
        order.ifPresent(o -> held.put(key(o.id()), new Held(o, Optional.of(outcome))));
        return order.isPresent();
    }

    /// Forgets an order that no longer stands.
    void drop(OrderId order) {
        held.computeIfPresent(
                key(order), (_, found) -> found.order().id().equals(order) ? null : found);
    }

    /// Forgets an order whose outcome is durable at the engine.
    void received(OrderId order) {
        held.computeIfPresent(
                key(order),
                (_, found) ->
                        found.order().id().equals(order) && found.outcome().isPresent()
                                ? null
                                : found);
    }

    Optional<TransferOrder> running(OrderId order) {
        return Optional.ofNullable(held.get(key(order)))
                .filter(found -> found.outcome().isEmpty())
                .map(Held::order)
                .filter(found -> found.id().equals(order));
    }

    /// Orders that are being carried out.
    List<TransferOrder> running() {
        return held.values().stream()
                .filter(found -> found.outcome().isEmpty())
                .map(Held::order)
                .toList();
    }

    /// Outcomes for which no receipt has come.
    List<TransferOutcome> outcomes() {
        return held.values().stream().map(Held::outcome).flatMap(Optional::stream).toList();
    }

    /// All orders, running or ended without receipt.
    List<OrderId> held() {
        return held.values().stream().map(found -> found.order().id()).toList();
    }

    private static ReplicaKey key(OrderId order) {
        return new ReplicaKey(order.did(), order.rse());
    }
}
