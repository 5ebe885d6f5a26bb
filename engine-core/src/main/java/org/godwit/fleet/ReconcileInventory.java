package org.godwit.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AgentOrderKey;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.HeldOrder;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.message.LinkLease;
import org.godwit.message.TransferOrder;
import org.godwit.model.OrderId;
import org.godwit.registration.Scans;
import org.godwit.transfer.LinkLeases;
import org.godwit.transfer.LiveAgents;
import org.godwit.transfer.Orders;
import org.godwit.transfer.Requests;

/// Compares the orders that an agent says it holds with those that the catalogue says it was given.
/// Orders that were lost on the way are given again, orders that no longer stand are cancelled,
/// those of earlier starts of the agent go back into their queues; scans are told of again, which
/// changes nothing where they run.
///
/// @param incarnation the agent's present one
/// @param held everything the agent holds, running or ended without receipt
/// @param fresh orders given so lately that the agent may not have spoken of them yet
public record ReconcileInventory(
        String agent,
        long incarnation,
        Set<OrderId> held,
        Set<OrderId> fresh,
        Map<String, Long> live)
        implements Command<ReconcileInventory.Differences> {
    /// Most orders given again by one decision; the next inventory brings the rest.
    private static final int ORDERS_MAX = 500;

    private static final Comparator<OrderId> ORDER =
            Comparator.comparingLong(OrderId::did)
                    .thenComparingInt(OrderId::rse)
                    .thenComparingLong(OrderId::generation)
                    .thenComparingInt(OrderId::attempt);

    public ReconcileInventory {
        held = Set.copyOf(held);
        fresh = Set.copyOf(fresh);
        live = Map.copyOf(live);
    }

    /// How many orders were given again, and how many cancelled.
    public record Differences(int givenAgain, int cancelled) {}

    @Override
    public Differences decide(Context context) {
        LiveAgents agents = new LiveAgents(context.tx(), live);
        Set<OrderId> unwanted = new HashSet<>(held);
        List<TransferOrder> again = new ArrayList<>();
        int released = 0;
        for (ReplicaKey key : given(context)) {
            RequestRow request = context.tx().get(Tables.REQUESTS, key).orElseThrow();
            if (request.agentIncarnation() != incarnation) {
                // Of an earlier start of the agent: an engine that died between welcoming this one
                // and taking those orders back has left it behind.
                if (released++ < ORDERS_MAX) {
                    Requests.enqueue(context, key, request);
                }
                continue;
            }
            OrderId id = Requests.orderId(key, request);
            unwanted.remove(id);
            if (!held.contains(id) && !fresh.contains(id) && again.size() < ORDERS_MAX) {
                order(context, key, request, agents)
                        .ifPresentOrElse(again::add, () -> Requests.enqueue(context, key, request));
            }
        }
        Optional<AgentRow> present =
                context.tx()
                        .get(Tables.AGENTS, agent)
                        .filter(row -> row.incarnation() == incarnation);
        if (!again.isEmpty() && present.isPresent()) {
            LinkLease lease = LinkLeases.of(context.tx(), present.get(), context.revision());
            context.effect(new Effect.GiveOrders(agent, incarnation, lease, again));
        }
        List<OrderId> cancelled =
                unwanted.stream().filter(id -> !fresh.contains(id)).sorted(ORDER).toList();
        if (!cancelled.isEmpty()) {
            context.effect(new Effect.CancelOrders(agent, incarnation, cancelled));
        }
        present.ifPresent(row -> Scans.resend(context, row));
        return new Differences(again.size(), cancelled.size());
    }

    /// The order once more, unless its source can no longer serve it.
    private static Optional<TransferOrder> order(
            Context context, ReplicaKey key, RequestRow request, LiveAgents agents) {
        Optional<AgentRow> sender = agents.serving(request.source());
        Optional<ReplicaRow> source =
                context.tx().get(Tables.REPLICAS, new ReplicaKey(key.did(), request.source()));
        return sender.isPresent() && source.isPresent()
                ? Optional.of(Orders.make(context.tx(), key, request, sender.get()))
                : Optional.empty();
    }

    private List<ReplicaKey> given(Context context) {
        List<ReplicaKey> keys = new ArrayList<>();
        try (Cursor<AgentOrderKey, HeldOrder> orders =
                context.tx()
                        .scan(
                                Tables.REQUESTS_BY_AGENT,
                                AgentOrderKey.first(agent),
                                AgentOrderKey.end(agent))) {
            while (orders.hasNext()) {
                AgentOrderKey order = orders.next().getKey();
                keys.add(new ReplicaKey(order.did(), order.rse()));
            }
        }
        return keys;
    }
}
