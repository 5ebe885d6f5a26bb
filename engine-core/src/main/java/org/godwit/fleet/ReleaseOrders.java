package org.godwit.fleet;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AgentOrderKey;
import org.godwit.catalog.schema.HeldOrder;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.transfer.Requests;

/// Takes orders back from an agent and puts their requests into the queues again: those of earlier
/// incarnations when it has started anew, all of them when it has not been heard of for too long.
/// The next order has the next attempt number; what the agent fetched is not lost, since it
/// resumes. Answers whether there are more than the bound.
///
/// @param keepIncarnation whose orders stay, or 0 for none
public record ReleaseOrders(String agent, long keepIncarnation) implements Command<Boolean> {
    /// Most requests of one decision.
    private static final int REQUESTS_MAX = 500;

    @Override
    public Boolean decide(Context context) {
        List<ReplicaKey> released = new ArrayList<>();
        boolean more = false;
        try (Cursor<AgentOrderKey, HeldOrder> orders =
                context.tx()
                        .scan(
                                Tables.REQUESTS_BY_AGENT,
                                AgentOrderKey.first(agent),
                                AgentOrderKey.end(agent))) {
            while (orders.hasNext() && !more) {
                AgentOrderKey order = orders.next().getKey();
                ReplicaKey key = new ReplicaKey(order.did(), order.rse());
                RequestRow request = context.tx().get(Tables.REQUESTS, key).orElseThrow();
                if (request.agentIncarnation() != keepIncarnation) {
                    more = released.size() >= REQUESTS_MAX;
                    if (!more) {
                        released.add(key);
                    }
                }
            }
        }
        for (ReplicaKey key : released) {
            RequestRow request = context.tx().get(Tables.REQUESTS, key).orElseThrow();
            Requests.enqueue(context, key, request);
        }
        if (!released.isEmpty()) {
            context.effect(new Effect.SharesChanged());
        }
        return more;
    }
}
