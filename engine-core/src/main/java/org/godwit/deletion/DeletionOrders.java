package org.godwit.deletion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.message.DeletionOrder;
import org.godwit.message.ToAgent;
import org.godwit.model.DeletionId;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;
import org.godwit.transfer.LiveAgents;

/// Gathers the deletions that one decision orders, and gives each agent one message.
///
/// Once ordered, a deletion stays with that agent until it has said that the file is gone, or has
/// started anew: an order that was late at one agent could else remove what was made after another
/// one had obeyed.
final class DeletionOrders {
    /// When an order is given again of which nothing was heard.
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Context context;
    private final LiveAgents agents;
    private final Map<AgentRow, List<DeletionOrder>> orders = new LinkedHashMap<>();

    DeletionOrders(Context context, LiveAgents agents) {
        this.context = context;
        this.agents = agents;
    }

    /// Orders a deletion if its agent can be reached.
    boolean add(ReplicaKey key, DeletionRow row) {
        Optional<AgentRow> agent = agents.serving(key.rse()).filter(live -> mayHave(live, row));
        if (agent.isEmpty()) {
            context.tx()
                    .put(
                            Tables.DELETIONS,
                            key,
                            row.waiting(
                                    context.now().plus(AGAIN),
                                    "agent "
                                            + row.agent().orElse("")
                                            + " has the order and is not heard of"));
            return false;
        }
        RseRow rse = Rses.row(context.tx(), key.rse());
        ReplicaRow replica = context.tx().get(Tables.REPLICAS, key).orElseThrow();
        orders.computeIfAbsent(agent.get(), _ -> new ArrayList<>())
                .add(
                        new DeletionOrder(
                                new DeletionId(key.did(), key.rse(), row.generation()),
                                rse.name(),
                                StoragePath.of(context.tx(), key.did(), replica),
                                row.purge() ? 0 : SpaceGoals.trashSeconds(rse)));
        context.tx()
                .put(
                        Tables.DELETIONS,
                        key,
                        row.ordered(
                                agent.get().name(),
                                agent.get().incarnation(),
                                context.index(),
                                context.now().plus(AGAIN)));
        return true;
    }

    private boolean mayHave(AgentRow live, DeletionRow row) {
        if (row.agent().isEmpty() || row.agent().get().equals(live.name())) {
            return true;
        }
        return context.tx()
                .get(Tables.AGENTS, row.agent().get())
                .filter(holder -> holder.incarnation() == row.agentIncarnation())
                .isEmpty();
    }

    /// Names the messages.
    void give() {
        orders.forEach((agent, files) ->
                context.effect(
                        new Effect.Tell(
                                new ToAgent.Delete(
                                        context.epoch(),
                                        agent.name(),
                                        agent.incarnation(),
                                        context.index(),
                                        files))));
    }
}
