package org.godwit.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.lock.Locks;
import org.godwit.model.Link;
import org.godwit.model.LockState;
import org.godwit.model.OrderId;
import org.godwit.model.RequestState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;

/// The life of transfer requests inside decisions. There is at most one request for a file and RSE,
/// whichever rules want it ([Copying] makes it):
///
/// ```
/// wanted ─▶ QUEUED ─order─▶ SUBMITTED ─completed─▶ (gone; replica AVAILABLE)
///   │         ▲  ▲              │ failed
///   │         │  └──due── WAITING ◀┘
///   │         └─resumed── SUSPENDED ◀─its turn, but all its rules are suspended─ QUEUED
///   └─▶ NO_SOURCES ─a replica appears, or an RSE or link opens─▶ QUEUED
/// any ─unwanted─▶ (gone; replica row gone)
/// ```
public final class Requests {
    /// How often it is looked whether the copy that is being deleted has gone; its end is an event.
    private static final Duration DELETION_WAIT = Duration.ofMinutes(10);

    private Requests() {}

    /// Puts a request into the queue of the link from its best source, or aside if it has none. Of
    /// several sources, those that have failed it least come first: each gets its turn.
    public static void enqueue(Context context, ReplicaKey key, RequestRow request) {
        if (context.tx().get(Tables.DELETIONS, key).isPresent()) {
            context.tx()
                    .put(
                            Tables.REQUESTS,
                            key,
                            request.afterDeletion(context.now().plus(DELETION_WAIT)));
            return;
        }
        // Whoever has waited for a nearer copy keeps its place.
        Instant since =
                NearerCopy.relay(context.tx(), key, request).isPresent()
                        ? request.since()
                        : context.now();
        Optional<SourceSelector.Source> source =
                new SourceSelector(context.tx())
                        .choose(
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
                        request.queued(source.get().rse(), source.get().site(), since));
        context.effect(
                new Effect.LinkReady(new Link(source.get().site(), request.destinationSite())));
    }

    /// Which RSEs the request's rule lets serve as sources.
    static IntPredicate allowedSources(Context context, RequestRow request) {
        if (request.activity().equals(BadReplicas.RECOVERY)) {
            return rse -> true; // as in Rucio: a good copy from anywhere is better than none
        }
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
            case COPYING -> {
                if (!BadReplicas.givenUp(context, key, replica.get())) {
                    context.tx().delete(Tables.REPLICAS, key);
                }
            }
            // It is on its way out already.
            case BEING_DELETED -> {}
            case AVAILABLE, UNAVAILABLE, BAD, TEMPORARY_UNAVAILABLE ->
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
        NearerCopy.forget(context, key);
        NearerCopy.release(context, key);
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
        NearerCopy.forget(context, key);
        Locks.setAll(context, did, rse, LockState.OK, Optional.empty())
                .forEach(lock -> LockMoves.finish(context, lock));
        readableAgain(context, key);
    }

    /// A file can be copied from here, as by a deletion that was taken back: what had no source
    /// gets one.
    public static void readableAgain(Context context, ReplicaKey key) {
        BadReplicas.becameAvailable(context, key);
        try (Cursor<ReplicaKey, RequestRow> requests =
                context.tx()
                        .scan(
                                Tables.REQUESTS,
                                new ReplicaKey(key.did(), 0),
                                new ReplicaKey(key.did() + 1, 0))) {
            while (requests.hasNext()) {
                Map.Entry<ReplicaKey, RequestRow> request = requests.next();
                if (request.getValue().state() == RequestState.NO_SOURCES) {
                    enqueue(context, request.getKey(), request.getValue());
                } else {
                    NearerCopy.release(context, key.rse(), request);
                }
            }
        }
    }

    /// The id of a request's present attempt.
    public static OrderId orderId(ReplicaKey key, RequestRow request) {
        return new OrderId(key.did(), key.rse(), request.generation(), request.attempt());
    }

    /// Sets a request aside if all rules that want it are suspended; if only the one is on whose
    /// behalf it was made, another takes its place. Answers whether it was set aside.
    static boolean suspend(Context context, ReplicaKey key, RequestRow request) {
        if (!isSuspended(context, request.rule())) {
            return false;
        }
        Optional<RuleId> other =
                Locks.on(context.tx(), key.did(), key.rse()).stream()
                        .map(lock -> lock.getKey().rule())
                        .filter(rule -> !isSuspended(context, rule))
                        .findFirst();
        RequestRow next =
                other.map(id ->
                                request.onBehalfOf(
                                        id, context.tx().get(Tables.RULES, id).orElseThrow()))
                        .orElseGet(() -> request.suspended(context.now()));
        context.tx().put(Tables.REQUESTS, key, next);
        return other.isEmpty();
    }

    private static boolean isSuspended(Context context, RuleId rule) {
        return context.tx()
                .get(Tables.RULES, rule)
                .filter(row -> row.state() == RuleState.SUSPENDED)
                .isPresent();
    }

    /// Takes an order back, so that its request waits in its queue again, or aside if all rules
    /// that want it are suspended.
    public static void takeBack(Context context, ReplicaKey key, RequestRow request) {
        request.agent()
                .ifPresent(agent ->
                        context.effect(
                                new Effect.CancelOrders(
                                        agent,
                                        request.agentIncarnation(),
                                        List.of(orderId(key, request)))));
        if (!suspend(context, key, request)) {
            enqueue(context, key, context.tx().get(Tables.REQUESTS, key).orElseThrow());
        }
    }

    /// A file that must exist because the catalogue refers to it.
    static DidRow file(Context context, long did) {
        return context.tx()
                .get(Tables.DIDS, did)
                .orElseThrow(() -> new IllegalStateException("DID " + did + " is missing"));
    }
}
