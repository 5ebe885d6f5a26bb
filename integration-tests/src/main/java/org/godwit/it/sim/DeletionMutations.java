package org.godwit.it.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AgentRow;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TombstoneKey;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.deletion.DeletionPermit;
import org.godwit.deletion.OrderDeletions;
import org.godwit.deletion.RecordDeletions;
import org.godwit.deletion.ReserveDeletions;
import org.godwit.lock.Locks;
import org.godwit.message.DeletionOrder;
import org.godwit.message.FromAgent;
import org.godwit.message.ToAgent;
import org.godwit.model.DeletionId;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.topology.StoragePath;
import org.godwit.transfer.LiveAgents;

/// Bugs in the decisions about deletions.
final class DeletionMutations {
    private DeletionMutations() {}

    static <R> Command<R> of(Mutant mutant, Command<R> command) {
        return switch (mutant) {
            case ENGINE_ASKS_NO_WITNESS -> orderingAll(command);
            case ENGINE_DELETES_LAST_COPIES ->
                    command instanceof OrderDeletions
                            ? orderingAll(command)
                            : reservingAll(command);
            case ENGINE_TAKES_BACK_ORDERED ->
                    context -> {
                        R answer = command.decide(context);
                        takeBackLocked(context);
                        return answer;
                    };
            case ENGINE_TAKES_ANY_GENERATION -> takingAnyGeneration(command);
            case ENGINE_DELETES_UNPERMITTED -> permitting(command);
            default -> command;
        };
    }

    private static <R> Command<R> orderingAll(Command<R> command) {
        return context -> {
            if (command instanceof OrderDeletions order
                    && DeletionPermit.isGiven(context.tx(), context.epoch().incarnation())) {
                orderAll(context, order);
            }
            return command.decide(context);
        };
    }

    private static <R> Command<R> reservingAll(Command<R> command) {
        return context -> {
            if (command instanceof ReserveDeletions reserve
                    && DeletionPermit.isGiven(context.tx(), context.epoch().incarnation())) {
                reserveAll(context, reserve.rse());
            }
            return command.decide(context);
        };
    }

    private static <R> Command<R> permitting(Command<R> command) {
        return context -> {
            if (command instanceof ReserveDeletions) {
                context.tx()
                        .put(
                                Tables.SEQUENCES,
                                DeletionPermit.SEQUENCE,
                                context.epoch().incarnation());
            }
            return command.decide(context);
        };
    }

    private static <R> Command<R> takingAnyGeneration(Command<R> command) {
        return context -> {
            if (!(command instanceof RecordDeletions(FromAgent.Deleted message))) {
                return command.decide(context);
            }
            int gone = 0;
            for (DeletionId id : message.done()) {
                gone += new RecordDeletions(aboutPresent(context, message, id)).decide(context);
            }
            return Mutations.answer(gone);
        };
    }

    /// An answer to whatever is waited for.
    private static FromAgent.Deleted aboutPresent(
            Context context, FromAgent.Deleted message, DeletionId id) {
        Optional<DeletionRow> row =
                context.tx().get(Tables.DELETIONS, new ReplicaKey(id.did(), id.rse()));
        return new FromAgent.Deleted(
                message.agent(),
                message.incarnation(),
                row.map(DeletionRow::sequence).orElse(message.sequence()),
                List.of(
                        new DeletionId(
                                id.did(),
                                id.rse(),
                                row.map(DeletionRow::generation).orElse(id.generation()))),
                List.of());
    }

    /// Sets apart whatever has a tombstone.
    private static void reserveAll(Context context, int rse) {
        List<TombstoneKey> keys = new ArrayList<>();
        try (Cursor<TombstoneKey, Present> rows = context.tx().scanAll(Tables.TOMBSTONES)) {
            rows.forEachRemaining(row -> keys.add(row.getKey()));
        }
        for (TombstoneKey key : keys) {
            if (key.rse() == rse) {
                ReplicaKey replica = new ReplicaKey(key.did(), rse);
                ReplicaRow row = context.tx().get(Tables.REPLICAS, replica).orElseThrow();
                context.tx().put(Tables.REPLICAS, replica, row.beingDeleted(context.index()));
                context.tx()
                        .put(
                                Tables.DELETIONS,
                                replica,
                                DeletionRow.reserved(context.index(), true, false, context.now()));
            }
        }
    }

    /// Orders whatever is set apart, without looking at any other copy.
    private static void orderAll(Context context, OrderDeletions command) {
        Optional<AgentRow> agent =
                new LiveAgents(context.tx(), command.live()).serving(command.rse());
        if (agent.isEmpty()) {
            return;
        }
        List<DeletionOrder> orders = new ArrayList<>();
        for (Map.Entry<ReplicaKey, DeletionRow> row : rows(context)) {
            ReplicaKey key = row.getKey();
            if (key.rse() != command.rse() || row.getValue().agent().isPresent()) {
                continue;
            }
            ReplicaRow replica = context.tx().get(Tables.REPLICAS, key).orElseThrow();
            orders.add(
                    new DeletionOrder(
                            new DeletionId(key.did(), key.rse(), row.getValue().generation()),
                            context.tx().get(Tables.RSES, key.rse()).orElseThrow().name(),
                            StoragePath.of(context.tx(), key.did(), replica),
                            3_600));
            context.tx()
                    .put(
                            Tables.DELETIONS,
                            key,
                            row.getValue()
                                    .ordered(
                                            agent.get().name(),
                                            agent.get().incarnation(),
                                            context.index(),
                                            context.now().plusSeconds(60)));
        }
        if (!orders.isEmpty()) {
            context.effect(
                    new Effect.Tell(
                            new ToAgent.Delete(
                                    context.epoch(),
                                    agent.get().name(),
                                    agent.get().incarnation(),
                                    context.index(),
                                    orders)));
        }
    }

    private static void takeBackLocked(Context context) {
        for (Map.Entry<ReplicaKey, DeletionRow> row : rows(context)) {
            ReplicaKey key = row.getKey();
            if (!Locks.on(context.tx(), key.did(), key.rse()).isEmpty()) {
                ReplicaRow replica = context.tx().get(Tables.REPLICAS, key).orElseThrow();
                context.tx().delete(Tables.DELETIONS, key);
                context.tx().delete(Tables.REQUESTS, key);
                context.tx().put(Tables.REPLICAS, key, replica.withState(ReplicaState.AVAILABLE));
                Locks.setAll(context, key.did(), key.rse(), LockState.OK, Optional.empty());
            }
        }
    }

    private static List<Map.Entry<ReplicaKey, DeletionRow>> rows(Context context) {
        List<Map.Entry<ReplicaKey, DeletionRow>> found = new ArrayList<>();
        try (Cursor<ReplicaKey, DeletionRow> rows = context.tx().scanAll(Tables.DELETIONS)) {
            rows.forEachRemaining(found::add);
        }
        return found;
    }
}
