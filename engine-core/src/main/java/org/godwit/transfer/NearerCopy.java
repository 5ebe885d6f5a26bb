package org.godwit.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.RelayRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.Link;
import org.godwit.model.RequestState;
import org.godwit.model.RseType;
import org.godwit.report.LinkRates;
import org.godwit.topology.LinkDefaults;
import org.godwit.topology.Rses;

/// Has a request wait for a copy that is on its way to a nearer place, if it is there sooner by
/// that way, or as soon over a nearer link: so a long link is crossed once, as plans say. It waits
/// once, for a bounded time, and not for a request that has failed; then it goes the way it would
/// have gone. For one decision.
final class NearerCopy {
    /// Requests of a link that wait at a time: the first in its queue, whose copies come first.
    static final int WAITING_MAX = 5_000;

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration UNKNOWN = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    /// How much sooner counts, in per cent.
    private static final int SOONER_PERCENT = 5;

    private final Context context;
    private final LiveAgents agents;

    NearerCopy(Context context, LiveAgents agents) {
        this.context = context;
        this.agents = agents;
    }

    /// Sets a request aside if a nearer copy is worth waiting for. Answers whether it did.
    ///
    /// @param source where it would be copied from now
    /// @param allowed the RSEs that may serve it at all
    boolean awaited(
            ReplicaKey key,
            RequestRow request,
            SourceSelector.Source source,
            IntPredicate allowed) {
        if (request.failures() > 0) {
            return false;
        }
        Optional<Map.Entry<ReplicaKey, RequestRow>> nearer = best(key, request, source, allowed);
        if (nearer.isEmpty() || hasWaited(key, request)) {
            return false;
        }
        Instant until = context.now().plus(patience(nearer.get().getValue()));
        context.tx()
                .put(
                        Tables.RELAYS,
                        key,
                        new RelayRow(request.generation(), nearer.get().getKey().rse(), until));
        String reason =
                "waits for the copy on its way to "
                        + Rses.row(context.tx(), nearer.get().getKey().rse()).name();
        context.tx().put(Tables.REQUESTS, key, request.waiting(until, reason));
        context.effect(new Effect.Due(until));
        return true;
    }

    private boolean hasWaited(ReplicaKey key, RequestRow request) {
        return relay(context.tx(), key, request).isPresent();
    }

    /// What a request waits for, or has waited for.
    static Optional<RelayRow> relay(CatalogView view, ReplicaKey key, RequestRow request) {
        return view.get(Tables.RELAYS, key).filter(row -> row.generation() == request.generation());
    }

    private Optional<Map.Entry<ReplicaKey, RequestRow>> best(
            ReplicaKey key,
            RequestRow request,
            SourceSelector.Source source,
            IntPredicate allowed) {
        Optional<Map.Entry<ReplicaKey, RequestRow>> best = Optional.empty();
        for (Map.Entry<ReplicaKey, RequestRow> other : others(context.tx(), key)) {
            int site = other.getValue().destinationSite();
            if (serves(other, request, allowed)
                    && isSooner(other.getValue(), source.site(), request.destinationSite())
                    && best.filter(before ->
                                    distance(
                                                    before.getValue().destinationSite(),
                                                    request.destinationSite())
                                            <= distance(site, request.destinationSite()))
                            .isEmpty()) {
                best = Optional.of(other);
            }
        }
        return best;
    }

    /// The requests for the same file at other RSEs.
    private static List<Map.Entry<ReplicaKey, RequestRow>> others(
            CatalogView view, ReplicaKey key) {
        List<Map.Entry<ReplicaKey, RequestRow>> found = new ArrayList<>();
        try (Cursor<ReplicaKey, RequestRow> rows =
                view.scan(
                        Tables.REQUESTS,
                        new ReplicaKey(key.did(), 0),
                        new ReplicaKey(key.did() + 1, 0))) {
            while (rows.hasNext()) {
                Map.Entry<ReplicaKey, RequestRow> row = rows.next();
                if (row.getKey().rse() != key.rse()) {
                    found.add(row);
                }
            }
        }
        return found;
    }

    /// Whether the copy that another request makes can be a source soon.
    private boolean serves(
            Map.Entry<ReplicaKey, RequestRow> other, RequestRow request, IntPredicate allowed) {
        RequestRow row = other.getValue();
        boolean moves = row.state() == RequestState.QUEUED || row.state() == RequestState.SUBMITTED;
        if (!moves
                || row.failures() > 0
                || row.queuePriority() < request.queuePriority()
                || !allowed.test(other.getKey().rse())) {
            return false;
        }
        RseRow rse = Rses.row(context.tx(), other.getKey().rse());
        return rse.readable()
                && rse.type() == RseType.DISK
                && LinkDefaults.of(context.tx(), rse.site(), request.destinationSite()).enabled()
                && agents.serving(other.getKey().rse()).isPresent();
    }

    /// Whether a file is at a site sooner by way of another request than straight from a source;
    /// where that is not known or alike, whether the last link is the nearer one.
    private boolean isSooner(RequestRow other, int source, int destination) {
        OptionalLong straight = LinkRates.of(context.tx(), source, destination);
        OptionalLong first =
                LinkRates.of(context.tx(), other.sourceSite(), other.destinationSite());
        OptionalLong second =
                other.destinationSite() == destination
                        ? OptionalLong.of(Long.MAX_VALUE)
                        : LinkRates.of(context.tx(), other.destinationSite(), destination);
        boolean known = first.isPresent() && second.isPresent();
        if (known && straight.isPresent()) {
            long by = Math.min(first.getAsLong(), second.getAsLong());
            long direct = straight.getAsLong();
            if (Math.abs(by - direct) > Math.max(by, direct) / 100.0 * SOONER_PERCENT) {
                return by > direct;
            }
        } else if (known != straight.isPresent()) {
            return known;
        }
        return distance(other.destinationSite(), destination) < distance(source, destination);
    }

    private int distance(int source, int destination) {
        return source == destination
                ? -1
                : LinkDefaults.of(context.tx(), source, destination).distance();
    }

    /// Twice as long as the other copy should need.
    private Duration patience(RequestRow other) {
        OptionalLong rate = LinkRates.of(context.tx(), other.sourceSite(), other.destinationSite());
        if (rate.isEmpty()) {
            return UNKNOWN;
        }
        long before =
                LinkLoad.of(context.tx(), new LinkKey(other.sourceSite(), other.destinationSite()))
                        .bytes();
        Duration twice = Duration.ofSeconds(2 * before / rate.getAsLong());
        return twice.compareTo(SHORTEST) < 0
                ? SHORTEST
                : twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }

    /// The copy that others wait for has come, has failed or comes no more: they go on.
    static void release(Context context, ReplicaKey key) {
        others(context.tx(), key).forEach(other -> release(context, key.rse(), other));
    }

    /// One of them goes on, if it waits for the copy at an RSE.
    static void release(Context context, int via, Map.Entry<ReplicaKey, RequestRow> waiting) {
        RequestRow request = waiting.getValue();
        if (request.state() != RequestState.WAITING
                || relay(context.tx(), waiting.getKey(), request)
                        .filter(row -> row.via() == via)
                        .isEmpty()) {
            return;
        }
        Requests.enqueue(context, waiting.getKey(), request);
        // Others of that link may wait now.
        context.effect(
                new Effect.LinkReady(new Link(request.sourceSite(), request.destinationSite())));
    }

    /// A request is done or given up.
    static void forget(Context context, ReplicaKey key) {
        if (context.tx().get(Tables.RELAYS, key).isPresent()) {
            context.tx().delete(Tables.RELAYS, key);
        }
    }
}
