package org.godwit.deletion;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.message.FromAgent;
import org.godwit.model.DeletionId;
import org.godwit.model.Did;
import org.godwit.model.EventType;
import org.godwit.model.ReplicaState;
import org.godwit.namespace.Dids;
import org.godwit.topology.Rses;
import org.godwit.transfer.BadReplicas;
import org.godwit.transfer.Requests;
import org.godwit.transfer.RetryPolicy;

/// Takes in which replicas an agent has removed: row, counters and usage go in one change set.
/// Where a rule has come to want the replica meanwhile, it is copied anew. An answer counts only
/// from the agent and incarnation that hold the order, for the generation that was ordered, and to
/// the order that was given last, so it may come twice, late or out of order. Answers how many are
/// gone.
///
/// @param message whose signature and sender have been checked
public record RecordDeletions(FromAgent.Deleted message) implements Command<Integer> {
    @Override
    public Integer decide(Context context) {
        int gone = 0;
        for (DeletionId id : message.done()) {
            Optional<DeletionRow> row = held(context, id);
            if (row.isPresent()) {
                gone(context, new ReplicaKey(id.did(), id.rse()));
                gone++;
            }
        }
        for (FromAgent.NotDeleted failed : message.failed()) {
            held(context, failed.id()).ifPresent(row -> failed(context, failed, row));
        }
        if (gone > 0) {
            context.effect(new Effect.DeletionsReady());
        }
        return gone;
    }

    /// An answer to an earlier order does not count: the later one may still be on its way, and
    /// would remove what is made anew. The agent that has taken the last one takes no earlier one.
    private Optional<DeletionRow> held(Context context, DeletionId id) {
        return context.tx()
                .get(Tables.DELETIONS, new ReplicaKey(id.did(), id.rse()))
                .filter(row -> row.generation() == id.generation())
                .filter(row -> row.agent().equals(Optional.of(message.agent())))
                .filter(row -> row.agentIncarnation() == message.incarnation())
                .filter(row -> row.sequence() == message.sequence());
    }

    private static void gone(Context context, ReplicaKey key) {
        context.tx().delete(Tables.DELETIONS, key);
        ReplicaRow replica = context.tx().get(Tables.REPLICAS, key).orElseThrow();
        tell(context, key, replica);
        BadReplicas.gone(context, key);
        Optional<RequestRow> request = context.tx().get(Tables.REQUESTS, key);
        if (request.isEmpty()) {
            context.tx().delete(Tables.REPLICAS, key);
            return;
        }
        context.tx()
                .put(
                        Tables.REPLICAS,
                        key,
                        new ReplicaRow(
                                ReplicaState.COPYING,
                                request.get().generation(),
                                replica.bytes(),
                                Optional.empty(),
                                request.get().account(),
                                context.now(),
                                Optional.empty()));
        Requests.enqueue(context, key, request.get());
    }

    private static void tell(Context context, ReplicaKey key, ReplicaRow replica) {
        Did file = Dids.name(context.tx(), key.did());
        context.tell(
                EventType.REPLICA_DELETED,
                Map.of(
                        "scope", file.scope(),
                        "name", file.name(),
                        "rse", Rses.row(context.tx(), key.rse()).name(),
                        "file-size", Long.toString(replica.bytes())));
    }

    private static void failed(Context context, FromAgent.NotDeleted failed, DeletionRow row) {
        Instant again =
                context.now()
                        .plus(
                                RetryPolicy.delay(
                                        failed.failure(), row.failures() + 1, context.random()));
        context.tx()
                .put(
                        Tables.DELETIONS,
                        new ReplicaKey(failed.id().did(), failed.id().rse()),
                        row.failed(failed.failure(), failed.reason(), again));
    }
}
