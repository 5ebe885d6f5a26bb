package org.godwit.decision;

import java.time.Instant;
import java.util.List;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.model.Link;
import org.godwit.model.OrderId;
import org.godwit.model.RuleId;

/// Something to do after a decision is durable. Effects may be lost: each is derived again from the
/// catalogue when the engine starts or an agent returns, and doing one twice does no harm.
public sealed interface Effect {
    /// Requests wait in the queues of this link.
    record LinkReady(Link link) implements Effect {}

    /// A rule's locks are not all planned yet.
    record RuleToPlan(RuleId rule) implements Effect {}

    /// Something is due at this time: a request's next attempt, or a rule's end.
    record Due(Instant time) implements Effect {}

    /// Orders for an agent, to be covered by grants, signed and sent.
    record GiveOrders(String agent, long incarnation, List<TransferOrder> orders)
            implements Effect {
        public GiveOrders {
            orders = List.copyOf(orders);
        }
    }

    /// Orders that an agent shall drop.
    record CancelOrders(String agent, long incarnation, List<OrderId> orders) implements Effect {
        public CancelOrders {
            orders = List.copyOf(orders);
        }
    }

    /// A message for an agent as it is.
    record Tell(ToAgent message) implements Effect {}

    /// RSEs, sites or links have changed.
    record TopologyChanged() implements Effect {}
}
