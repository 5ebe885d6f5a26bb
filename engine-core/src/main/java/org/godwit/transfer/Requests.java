package org.godwit.transfer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.lock.Locks;
import org.godwit.model.Did;
import org.godwit.model.Link;
import org.godwit.model.LockState;
import org.godwit.model.OrderId;
import org.godwit.model.ReplicaState;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.topology.Rses;
import org.godwit.topology.StoragePath;

/// The life of transfer requests inside decisions. There is at most one request for a file and RSE,
/// whichever rules want it:
///
/// ```
/// want ─▶ QUEUED ─order─▶ SUBMITTED ─completed─▶ (gone; replica AVAILABLE)
///   │       ▲  ▲              │ failed
///   │       │  └──due── WAITING ◀┘
///   └─▶ NO_SOURCES ─a replica appears, or an RSE or link opens─▶ QUEUED
/// any ─unwanted─▶ (gone; replica row gone)
/// ```
public final class Requests {
    private Requests() {}

    /// Makes sure that a replica will come to be for a lock just written: adds the COPYING replica
    /// and its request unless they exist, and raises the request's priority if this rule's is
    /// higher. Answers the state that the lock has now.
    public static LockState want(Context context, long did, int rse, RuleId ruleId, RuleRow rule) {
        ReplicaKey key = new ReplicaKey(did, rse);
        Optional<ReplicaRow> replica = context.tx().get(Tables.REPLICAS, key);
        if (replica.isPresent() && replica.get().state() == ReplicaState.AVAILABLE) {
            keep(context, key, replica.get());
            return LockState.OK;
        }
        Optional<RequestRow> request = context.tx().get(Tables.REQUESTS, key);
        if (request.isPresent()) {
            raisePriority(context, key, request.get(), rule.priority());
            return request.get().failures() >= RetryPolicy.STUCK_AFTER
                    ? LockState.STUCK
                    : LockState.REPLICATING;
        }
        create(context, key, ruleId, rule);
        return LockState.REPLICATING;
    }

    private static void create(Context context, ReplicaKey key, RuleId ruleId, RuleRow rule) {
        DidRow file = file(context, key.did());
        RseRow rse = Rses.row(context.tx(), key.rse());
        Did name = new Did(scope(context, file), file.name());
        context.tx()
                .put(
                        Tables.REPLICAS,
                        key,
                        new ReplicaRow(
                                ReplicaState.COPYING,
                                context.index(),
                                file.bytes(),
                                Optional.empty(),
                                rule.account(),
                                context.now(),
                                Optional.empty()));
        RequestRow request =
                new RequestRow(
                        ruleId,
                        rule.account(),
                        rule.activity(),
                        rule.priority(),
                        file.bytes(),
                        RequestState.NO_SOURCES,
                        0,
                        0,
                        rse.site(),
                        context.index(),
                        0,
                        0,
                        context.now(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        Optional.empty());
        enqueue(context, key, request);
    }

    /// Puts a request into the queue of the link from its best source, or aside if it has none. Of
    /// several sources, those that have failed it least come first: each gets its turn.
    public static void enqueue(Context context, ReplicaKey key, RequestRow request) {
        Optional<SourceSelector.Source> source =
                SourceSelector.choose(
                        context.tx(),
                        key.did(),
                        request.destinationSite(),
                        SourceFailures.of(context.tx(), key, request),
                        allowedSources(context, request));
        if (source.isEmpty()) {
            boolean alreadyAside = request.state() == RequestState.NO_SOURCES;
            context.tx()
                    .put(
                            Tables.REQUESTS,
                            key,
                            alreadyAside ? request : request.withoutSource(context.now()));
            return;
        }
        context.tx()
                .put(
                        Tables.REQUESTS,
                        key,
                        request.queued(source.get().rse(), source.get().site(), context.now()));
        context.effect(
                new Effect.LinkReady(new Link(source.get().site(), request.destinationSite())));
    }

    /// Which RSEs the request's rule lets serve as sources.
    static IntPredicate allowedSources(Context context, RequestRow request) {
        Optional<String> expression =
                context.tx().get(Tables.RULES, request.rule()).flatMap(RuleRow::sourceExpression);
        return expression
                .map(text -> SourceExpressions.allowed(context.tx(), text))
                .orElse(rse -> true);
    }

    /// Drops the request and the unfinished replica when no lock is left on them; an available
    /// replica gets a tombstone instead. To be called after a lock was removed.
    public static void unwanted(Context context, long did, int rse, boolean purge) {
        if (!Locks.on(context.tx(), did, rse).isEmpty()) {
            return;
        }
        ReplicaKey key = new ReplicaKey(did, rse);
        context.tx().get(Tables.REQUESTS, key).ifPresent(row -> cancel(context, key, row));
        Optional<ReplicaRow> replica = context.tx().get(Tables.REPLICAS, key);
        if (replica.isEmpty()) {
            return;
        }
        switch (replica.get().state()) {
            case COPYING -> context.tx().delete(Tables.REPLICAS, key);
            case AVAILABLE, UNAVAILABLE, BAD, BEING_DELETED, TEMPORARY_UNAVAILABLE ->
                    context.tx()
                            .put(
                                    Tables.REPLICAS,
                                    key,
                                    replica.get()
                                            .withTombstone(
                                                    Optional.of(
                                                            purge
                                                                    ? Instant.EPOCH
                                                                    : context.now())));
        }
    }

    private static void cancel(Context context, ReplicaKey key, RequestRow request) {
        context.tx().delete(Tables.REQUESTS, key);
        request.agent()
                .ifPresent(agent ->
                        context.effect(
                                new Effect.CancelOrders(
                                        agent,
                                        request.agentIncarnation(),
                                        List.of(orderId(key, request)))));
    }

    /// A replica has become available: its locks are satisfied, and requests for the same file that
    /// had no source get one.
    public static void becameAvailable(Context context, long did, int rse) {
        ReplicaKey key = new ReplicaKey(did, rse);
        context.tx().get(Tables.REQUESTS, key).ifPresent(row -> cancel(context, key, row));
        Locks.setAll(context, did, rse, LockState.OK, Optional.empty());
        try (Cursor<ReplicaKey, RequestRow> requests =
                context.tx()
                        .scan(
                                Tables.REQUESTS,
                                new ReplicaKey(did, 0),
                                new ReplicaKey(did + 1, 0))) {
            while (requests.hasNext()) {
                Map.Entry<ReplicaKey, RequestRow> request = requests.next();
                if (request.getValue().state() == RequestState.NO_SOURCES) {
                    enqueue(context, request.getKey(), request.getValue());
                }
            }
        }
    }

    /// The id of a request's present attempt.
    public static OrderId orderId(ReplicaKey key, RequestRow request) {
        return new OrderId(key.did(), key.rse(), request.generation(), request.attempt());
    }

    private static void keep(Context context, ReplicaKey key, ReplicaRow replica) {
        if (replica.tombstone().isPresent()) {
            context.tx().put(Tables.REPLICAS, key, replica.withTombstone(Optional.empty()));
        }
    }

    private static void raisePriority(
            Context context, ReplicaKey key, RequestRow request, int priority) {
        if (priority > request.priority()) {
            context.tx().put(Tables.REQUESTS, key, request.withPriority(priority));
        }
    }

    /// A file that must exist because the catalogue refers to it.
    static DidRow file(Context context, long did) {
        return context.tx()
                .get(Tables.DIDS, did)
                .orElseThrow(() -> new IllegalStateException("DID " + did + " is missing"));
    }

    /// The name of a DID's scope.
    static String scope(Context context, DidRow did) {
        return context.tx()
                .get(Tables.SCOPES, did.scope())
                .orElseThrow(
                        () -> new IllegalStateException("scope " + did.scope() + " is missing"))
                .name();
    }

    /// Writes a lock and what it needs; the rule's state is the caller's to settle.
    public static LockState lock(
            Context context, long did, int rse, RuleId ruleId, RuleRow rule, long bytes) {
        LockState state = want(context, did, rse, ruleId, rule);
        context.tx()
                .put(
                        Tables.LOCKS,
                        new LockKey(did, rse, ruleId),
                        new LockRow(state, bytes, rule.account()));
        return state;
    }
}
