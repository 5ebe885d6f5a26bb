package org.godwit.it.sim;

import java.util.List;
import java.util.Optional;
import org.godwit.message.FromAgent;
import org.godwit.message.LinkLease;
import org.godwit.message.Message;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Epoch;
import org.godwit.model.OrderId;

/// Makes messages that somebody without the right key could put into the post: claims that orders
/// were completed, epochs from the future, orders to write elsewhere. What it signs, it signs with
/// no key or with that of another agent.
final class Forger {
    private final World world;
    private final Chance chance;

    Forger(World world) {
        this.world = world;
        this.chance = Chance.of(world.options().seed(), "forger");
    }

    /// A forgery after the pattern of a true message.
    Envelope forge(Envelope pattern) {
        return switch (pattern.message()) {
            case FromAgent message -> fromAgent(message);
            case ToAgent message -> new Envelope(Envelope.ENGINE, false, toAgent(message));
        };
    }

    /// Signed by nobody, or truly signed by an agent that speaks of another.
    private Envelope fromAgent(FromAgent message) {
        List<String> others =
                world.agentNames().stream().filter(name -> !name.equals(message.agent())).toList();
        boolean nobody = chance.with(0.5);
        return new Envelope(nobody ? message.agent() : chance.of(others), !nobody, lie(message));
    }

    private Message lie(FromAgent message) {
        List<TransferOutcome.Completed> claims =
                world.ordersUnderWay(message.agent()).stream().map(this::claim).toList();
        return chance.with(0.7) && !claims.isEmpty()
                ? new FromAgent.Outcomes(
                        message.agent(),
                        world.agent(message.agent()).incarnation(),
                        claims,
                        List.of())
                : message;
    }

    private TransferOutcome.Completed claim(TransferOrder order) {
        return new TransferOutcome.Completed(
                order.id(),
                1,
                order.bytes(),
                order.adler32(),
                order.bytes(),
                false,
                Optional.empty());
    }

    private ToAgent toAgent(ToAgent message) {
        Epoch future = new Epoch(message.epoch().incarnation(), message.epoch().term() + 1_000_000);
        return switch (message) {
            case ToAgent.Orders orders ->
                    new ToAgent.Orders(
                            future,
                            orders.agent(),
                            orders.incarnation(),
                            orders.lease(),
                            orders.grants(),
                            orders.orders().stream().map(Forger::elsewhere).toList());
            case ToAgent.Receipt receipt ->
                    new ToAgent.Receipt(
                            future,
                            receipt.agent(),
                            world.agent(receipt.agent()).incarnation(),
                            world.ordersUnderWay(receipt.agent()).stream()
                                    .map(TransferOrder::id)
                                    .toList(),
                            List.of());
            case ToAgent.Links links ->
                    new ToAgent.Links(
                            future,
                            links.agent(),
                            world.agent(links.agent()).incarnation(),
                            LinkLease.of(links.lease().revision() + 1_000_000, List.of()));
            case ToAgent.Delete order ->
                    new ToAgent.Delete(
                            future,
                            order.agent(),
                            world.agent(order.agent()).incarnation(),
                            order.sequence() + 1_000_000,
                            order.files());
            case ToAgent other -> new ToAgent.Welcome(future, other.agent(), other.incarnation());
        };
    }

    private static TransferOrder elsewhere(TransferOrder order) {
        return new TransferOrder(
                new OrderId(
                        order.id().did(),
                        order.id().rse(),
                        order.id().generation(),
                        order.id().attempt() + 1),
                order.name(),
                order.bytes(),
                order.adler32(),
                order.activity(),
                order.priority(),
                order.source(),
                new TransferOrder.Destination(
                        order.destination().site(), order.destination().rse(), "forged"),
                order.grant());
    }
}
