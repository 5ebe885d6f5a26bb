package org.godwit.transfer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.godwit.catalog.schema.DeletionRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.Link;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.topology.Rses;

/// Sees to it that replicas which a rule wants come to be: adds a COPYING replica and its request
/// unless there are any. For one rule and one decision, in which it reads RSEs, links and the
/// rule's source expression once. The rule's state is the caller's to settle.
public final class Copying {
    private final Context context;
    private final RuleId id;
    private final RuleRow rule;
    private final SourceSelector sources;
    private final IntPredicate allowed;
    private final Map<Integer, Integer> sites = new HashMap<>();
    private final Set<Link> ready = new HashSet<>();

    /// Whether a copy counts as good again, from which others may be recovered: what was read of
    /// the file before may be out of date.
    private boolean tookBack;

    public Copying(Context context, RuleId id, RuleRow rule) {
        this.context = context;
        this.id = id;
        this.rule = rule;
        this.sources = new SourceSelector(context.tx());
        this.allowed =
                rule.sourceExpression()
                        .map(text -> SourceExpressions.allowed(context.tx(), text))
                        .orElse(rse -> true);
    }

    /// Writes the rule's lock on a replica, of which there is none so far, and what it needs.
    public LockState lock(FileCopies file, int rse) {
        LockState state = want(file, rse);
        context.tx()
                .insert(
                        Tables.LOCKS,
                        new LockKey(file.did(), rse, id),
                        new LockRow(state, file.bytes(), rule.account()));
        return state;
    }

    /// Makes sure that a replica will come to be; a request that is there already serves this rule
    /// as well. Answers the state of a lock on it.
    public LockState want(FileCopies known, int rse) {
        FileCopies file =
                tookBack ? FileCopies.of(context.tx(), known.did(), known.bytes()) : known;
        ReplicaKey key = new ReplicaKey(file.did(), rse);
        Optional<ReplicaRow> replica = file.replica(rse);
        if (replica.isPresent() && replica.get().state() == ReplicaState.AVAILABLE) {
            keep(key, replica.get());
            return LockState.OK;
        }
        if (replica.isPresent()
                && replica.get().state() == ReplicaState.BEING_DELETED
                && takenBack(key)) {
            return LockState.OK;
        }
        Optional<RequestRow> request = file.request(rse);
        if (request.isPresent()) {
            join(key, request.get());
            return request.get().failures() >= RetryPolicy.STUCK_AFTER
                    ? LockState.STUCK
                    : LockState.REPLICATING;
        }
        begin(file, key, replica);
        return LockState.REPLICATING;
    }

    /// Keeps a replica after all that was to be deleted, if nobody was ordered to remove it yet.
    private boolean takenBack(ReplicaKey key) {
        Optional<DeletionRow> deletion =
                context.tx().get(Tables.DELETIONS, key).filter(row -> row.agent().isEmpty());
        if (deletion.isEmpty() || !deletion.get().good()) {
            return false;
        }
        ReplicaRow replica = context.tx().get(Tables.REPLICAS, key).orElseThrow();
        context.tx().delete(Tables.DELETIONS, key);
        context.tx().put(Tables.REPLICAS, key, replica.withState(ReplicaState.AVAILABLE));
        tookBack = true;
        Requests.readableAgain(context, key);
        return true;
    }

    private void begin(FileCopies file, ReplicaKey key, Optional<ReplicaRow> replica) {
        ReplicaRow copying =
                new ReplicaRow(
                        ReplicaState.COPYING,
                        context.index(),
                        file.bytes(),
                        Optional.empty(),
                        rule.account(),
                        context.now(),
                        Optional.empty());
        if (replica.isPresent() && replica.get().state() == ReplicaState.BEING_DELETED) {
            // The bytes go first: it is copied once the agent has said that they are gone.
            Requests.enqueue(context, key, request(file, key.rse()));
            return;
        }
        replica.ifPresentOrElse(
                old -> context.tx().replace(Tables.REPLICAS, key, old, copying),
                () -> context.tx().insert(Tables.REPLICAS, key, copying));
        context.tx().insert(Tables.REQUESTS, key, request(file, key.rse()));
    }

    private RequestRow request(FileCopies file, int rse) {
        int site = sites.computeIfAbsent(rse, r -> Rses.row(context.tx(), r).site());
        Optional<SourceSelector.Source> source = sources.choose(file.replicas(), site, allowed);
        source.map(from -> new Link(from.site(), site))
                .filter(ready::add)
                .ifPresent(link -> context.effect(new Effect.LinkReady(link)));
        return new RequestRow(
                id,
                rule.account(),
                rule.activity(),
                rule.priority(),
                file.bytes(),
                source.isPresent() ? RequestState.QUEUED : RequestState.NO_SOURCES,
                source.map(SourceSelector.Source::rse).orElse(0),
                source.map(SourceSelector.Source::site).orElse(0),
                site,
                context.index(),
                0,
                0,
                context.now(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
    }

    private void keep(ReplicaKey key, ReplicaRow replica) {
        if (replica.tombstone().isPresent()) {
            context.tx()
                    .replace(
                            Tables.REPLICAS, key, replica, replica.withTombstone(Optional.empty()));
        }
    }

    /// A request that is there already serves one rule more, or the same rule as it is now.
    private void join(ReplicaKey key, RequestRow request) {
        boolean own = request.rule().equals(id);
        if (request.state() == RequestState.SUSPENDED
                || (own && request.state() == RequestState.NO_SOURCES)) {
            Requests.enqueue(context, key, request.onBehalfOf(id, rule));
        } else if (own && !request.activity().equals(rule.activity())) {
            replace(key, request, request.onBehalfOf(id, rule));
        } else if (rule.priority() > request.priority()) {
            replace(key, request, request.withPriority(rule.priority()));
        }
    }

    private void replace(ReplicaKey key, RequestRow old, RequestRow request) {
        context.tx().replace(Tables.REQUESTS, key, old, request);
    }
}
