package org.godwit.deletion;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.godwit.lock.Locks;
import org.godwit.message.ToAgent;
import org.godwit.message.Witness;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;
import org.godwit.transfer.LiveAgents;

/// Goes on with the deletions of one RSE that are due: those of files that nobody wants are
/// ordered; for the others, the agent of another copy is asked first whether that copy is truly
/// there, and [RecordWitnesses] orders them once it says so in this engine's epoch. The check
/// against the disk, by an agent that obeys no other engine any more, is what keeps two engines
/// that each know of two copies from deleting one each.
///
/// @param live names and incarnations of the agents heard of lately
/// @param following agents that are known to obey no earlier epoch than this engine's
public record OrderDeletions(int rse, Map<String, Long> live, Set<String> following)
        implements Command<OrderDeletions.Ordered> {
    /// Looked at by one decision.
    static final int FILES_MAX = 1_000;

    /// When a witness that has not answered is asked again, or another one.
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    /// When it is tried again where no other copy can be asked: soon at first, since agents follow
    /// a new engine within seconds, then after as long as it has waited for already.
    private static final Duration NO_WITNESS_MIN = Duration.ofSeconds(10);

    private static final Duration NO_WITNESS_MAX = Duration.ofMinutes(5);

    public OrderDeletions {
        live = Map.copyOf(live);
        following = Set.copyOf(following);
    }

    /// What was done.
    ///
    /// @param more whether there may be more to do at once
    public record Ordered(int ordered, int asked, boolean more) {}

    @Override
    public Ordered decide(Context context) {
        LiveAgents agents = new LiveAgents(context.tx(), live);
        Optional<AgentRow> agent = agents.serving(rse);
        if (agent.isEmpty() || !DeletionPermit.isGiven(context)) {
            return new Ordered(0, 0, false);
        }
        DeletionOrders orders = new DeletionOrders(context, agents);
        Map<AgentRow, List<Witness>> questions = new LinkedHashMap<>();
        List<ReplicaKey> due = due(context);
        int ordered = 0;
        int asked = 0;
        for (ReplicaKey key : due) {
            DeletionRow row = context.tx().get(Tables.DELETIONS, key).orElseThrow();
            if (!GoodCopies.isWanted(context.tx(), key.did())) {
                ordered += orders.add(key, row) ? 1 : 0;
            } else if (row.agent().isEmpty()
                    && GoodCopies.others(context.tx(), key.did(), rse).isEmpty()) {
                spare(context, key, row);
            } else if (!row.good()) {
                ordered += orders.add(key, row) ? 1 : 0;
            } else {
                asked += ask(context, agents, key, row, questions) ? 1 : 0;
            }
        }
        orders.give();
        questions.forEach((witness, files) ->
                context.effect(
                        new Effect.Tell(
                                new ToAgent.Examine(
                                        context.epoch(),
                                        witness.name(),
                                        witness.incarnation(),
                                        files))));
        return new Ordered(ordered, asked, due.size() == FILES_MAX);
    }

    /// The last copy of what is wanted does not go, good or bad. Where a rule is to have a new one
    /// in the place of a bad one, it waits for a source.
    private static void spare(Context context, ReplicaKey key, DeletionRow row) {
        if (Locks.on(context.tx(), key.did(), key.rse()).isEmpty()) {
            TakenBack.keep(context, key, row, true);
        } else {
            wait(
                    context,
                    key,
                    row,
                    patience(context, row),
                    "it is bad, and there is no good copy yet that could take its place");
        }
    }

    private List<ReplicaKey> due(Context context) {
        List<ReplicaKey> due = new ArrayList<>();
        try (Cursor<TombstoneKey, Present> rows =
                context.tx()
                        .scan(
                                Tables.DELETION_QUEUE,
                                new TombstoneKey(rse, Instant.EPOCH, 0),
                                new TombstoneKey(rse, context.now().plusMillis(1), 0))) {
            while (due.size() < FILES_MAX && rows.hasNext()) {
                due.add(new ReplicaKey(rows.next().getKey().did(), rse));
            }
        }
        return due;
    }

    private boolean ask(
            Context context,
            LiveAgents agents,
            ReplicaKey key,
            DeletionRow row,
            Map<AgentRow, List<Witness>> questions) {
        List<Map.Entry<ReplicaKey, ReplicaRow>> others =
                GoodCopies.others(context.tx(), key.did(), rse);
        List<Map.Entry<ReplicaKey, ReplicaRow>> asked =
                others.stream()
                        .filter(other -> agents.serving(other.getKey().rse()).isPresent())
                        .filter(other -> allFollow(context, other.getKey().rse()))
                        .toList();
        if (asked.isEmpty()) {
            wait(
                    context,
                    key,
                    row,
                    patience(context, row),
                    "no agent can say now that another copy is there");
            return false;
        }
        Map.Entry<ReplicaKey, ReplicaRow> other = asked.get(context.random().nextInt(asked.size()));
        int there = other.getKey().rse();
        questions
                .computeIfAbsent(agents.serving(there).orElseThrow(), _ -> new ArrayList<>())
                .add(
                        new Witness(
                                key.did(),
                                there,
                                other.getValue().generation(),
                                Rses.row(context.tx(), there).name(),
                                StoragePath.of(context.tx(), key.did(), other.getValue()),
                                other.getValue().bytes(),
                                rse));
        String site = Rses.row(context.tx(), there).name();
        wait(context, key, row, ASK_AGAIN, "the copy at " + site + " is being looked at first");
        return true;
    }

    private static Duration patience(Context context, DeletionRow row) {
        Duration waited = Duration.between(row.since(), context.now());
        if (waited.compareTo(NO_WITNESS_MIN) < 0) {
            return NO_WITNESS_MIN;
        }
        return waited.compareTo(NO_WITNESS_MAX) < 0 ? waited : NO_WITNESS_MAX;
    }

    /// Whether no agent of an RSE would still obey another engine.
    private boolean allFollow(Context context, int other) {
        try (Cursor<String, AgentRow> rows = context.tx().scanAll(Tables.AGENTS)) {
            while (rows.hasNext()) {
                AgentRow agent = rows.next().getValue();
                if (agent.rses().contains(other) && !following.contains(agent.name())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static void wait(
            Context context, ReplicaKey key, DeletionRow row, Duration time, String why) {
        context.tx().put(Tables.DELETIONS, key, row.waiting(context.now().plus(time), why));
    }
}
