package org.godwit.deletion;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.message.FromAgent;
import org.godwit.message.Witness;
import org.godwit.model.ReplicaState;
import org.godwit.transfer.LiveAgents;

/// An agent has looked at copies that others are to be deleted beside: those are ordered now for
/// which it found this very copy, in this engine's epoch, and which the catalogue still calls good.
/// Late, doubled and contradicted answers change nothing. Answers how many were ordered.
///
/// @param message whose signature and sender have been checked
/// @param live names and incarnations of the agents heard of lately
public record RecordWitnesses(FromAgent.Examined message, Map<String, Long> live)
        implements Command<Integer> {
    /// When another copy is asked where this one is not as the catalogue says.
    private static final Duration AFTER_MISSING = Duration.ofMinutes(1);

    public RecordWitnesses {
        live = Map.copyOf(live);
    }

    @Override
    public Integer decide(Context context) {
        Optional<AgentRow> sender =
                context.tx()
                        .get(Tables.AGENTS, message.agent())
                        .filter(agent -> agent.incarnation() == message.incarnation());
        if (sender.isEmpty()
                || !message.epoch().equals(context.epoch())
                || !DeletionPermit.isGiven(context)) {
            return 0;
        }
        DeletionOrders orders = new DeletionOrders(context, new LiveAgents(context.tx(), live));
        int ordered = 0;
        for (Witness witness : message.there()) {
            ReplicaKey key = new ReplicaKey(witness.did(), witness.deletedAt());
            Optional<DeletionRow> row = context.tx().get(Tables.DELETIONS, key);
            if (row.isPresent()
                    && row.get().sequence() < context.index()
                    && isGood(context, witness, sender.get())) {
                ordered += orders.add(key, row.get()) ? 1 : 0;
            }
        }
        orders.give();
        message.missing().forEach(witness -> missing(context, witness));
        return ordered;
    }

    private static boolean isGood(Context context, Witness witness, AgentRow sender) {
        return witness.rseId() != witness.deletedAt()
                && sender.rses().contains(witness.rseId())
                && context.tx()
                        .get(Tables.REPLICAS, new ReplicaKey(witness.did(), witness.rseId()))
                        .filter(replica -> replica.state() == ReplicaState.AVAILABLE)
                        .filter(replica -> replica.generation() == witness.generation())
                        .isPresent();
    }

    private static void missing(Context context, Witness witness) {
        ReplicaKey key = new ReplicaKey(witness.did(), witness.deletedAt());
        Optional<DeletionRow> row = context.tx().get(Tables.DELETIONS, key);
        Optional<ReplicaRow> other =
                context.tx().get(Tables.REPLICAS, new ReplicaKey(witness.did(), witness.rseId()));
        if (row.isPresent() && other.isPresent()) {
            context.tx()
                    .put(
                            Tables.DELETIONS,
                            key,
                            row.get()
                                    .waiting(
                                            context.now().plus(AFTER_MISSING),
                                            "the other copy, at "
                                                    + witness.rse()
                                                    + ", is not there: declare it bad"));
        }
    }
}
