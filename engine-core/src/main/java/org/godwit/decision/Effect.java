package org.godwit.decision;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.message.LinkLease;
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

    /// Orders for an agent, to be covered by grants, signed and sent; with the lease under which it
    /// carries them out, to be counted from the agent's last heartbeat.
    record GiveOrders(String agent, long incarnation, LinkLease lease, List<TransferOrder> orders)
            implements Effect {
        public GiveOrders {
            orders = List.copyOf(orders);
        }

        /// The same, with the lease counted from a heartbeat.
        public GiveOrders answering(Optional<Long> sentNanos) {
            return new GiveOrders(agent, incarnation, lease.answering(sentNanos), orders);
        }
    }

    /// What an agent may do on its links, to be counted from its last heartbeat, signed and sent.
    record GiveLinks(String agent, long incarnation, LinkLease lease) implements Effect {
        /// The same, with the lease counted from a heartbeat.
        public GiveLinks answering(Optional<Long> sentNanos) {
            return new GiveLinks(agent, incarnation, lease.answering(sentNanos));
        }
    }

    /// Who shares the cap of a link may have changed.
    record SharesChanged() implements Effect {}

    /// Orders that an agent shall drop.
    record CancelOrders(String agent, long incarnation, List<OrderId> orders) implements Effect {
        public CancelOrders {
            orders = List.copyOf(orders);
        }
    }

    /// A message for an agent as it is.
    record Tell(ToAgent message) implements Effect {}

    /// An RSE has often not taken a file, which another one may do.
    record NotTaken(ReplicaKey replica) implements Effect {}

    /// Locks of rules are to be moved after RSEs have changed, or more of them may be now.
    record LocksToMove() implements Effect {}

    /// Collections wait to be looked at by subscriptions.
    record NewData() implements Effect {}

    /// Something can be deleted, or is to be ordered again.
    record DeletionsReady() implements Effect {}

    /// RSEs, sites or links have changed.
    record TopologyChanged() implements Effect {}
}
