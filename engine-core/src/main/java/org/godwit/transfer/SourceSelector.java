package org.godwit.transfer;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.ReplicaState;
import org.godwit.model.RseType;
import org.godwit.report.LinkRates;
import org.godwit.topology.LinkDefaults;
import org.godwit.topology.Rses;

/// Chooses where a file is fetched from: an available replica at a readable RSE over an enabled
/// link. Those that have failed this transfer least come first, then disk before tape, then the
/// same site, then the least distance, then the link on which a file is through soonest, by what
/// waits there and what it carries, then the lowest id. For one decision: RSEs and links are read
/// once.
public final class SourceSelector {
    private static final int DISTANCE_SAME_SITE = -1;

    /// What a link is taken to carry on which nothing was moved yet, in bytes per second.
    private static final long RATE_UNKNOWN = 100_000_000;

    /// What a file counts for when links are compared on which nothing waits.
    private static final long TYPICAL_BYTES = 1_000_000_000;

    private final CatalogView view;

    /// By destination site, then by RSE.
    private final Map<Integer, Map<Integer, Optional<Source>>> sources = new HashMap<>();

    public SourceSelector(CatalogView view) {
        this.view = view;
    }

    /// The best source of a file for a destination site.
    ///
    /// @param failures how often a source has failed this transfer; those with fewer come first
    /// @param allowed which RSEs may serve at all
    public Optional<Source> choose(
            long did, int destinationSite, Map<Integer, Integer> failures, IntPredicate allowed) {
        try (Cursor<ReplicaKey, ReplicaRow> replicas =
                view.scan(Tables.REPLICAS, new ReplicaKey(did, 0), new ReplicaKey(did + 1, 0))) {
            Choice choice = new Choice(destinationSite, failures, allowed);
            replicas.forEachRemaining(choice::offer);
            return choice.best;
        }
    }

    /// The same among replicas that were read.
    Optional<Source> choose(
            List<Map.Entry<ReplicaKey, ReplicaRow>> replicas,
            int destinationSite,
            IntPredicate allowed) {
        Choice choice = new Choice(destinationSite, Map.of(), allowed);
        replicas.forEach(choice::offer);
        return choice.best;
    }

    private Optional<Source> source(int rse, int destinationSite) {
        return sources.computeIfAbsent(destinationSite, _ -> new HashMap<>())
                .computeIfAbsent(rse, _ -> read(rse, destinationSite));
    }

    private Optional<Source> read(int rse, int destinationSite) {
        RseRow row = Rses.row(view, rse);
        if (!row.readable()) {
            return Optional.empty();
        }
        LinkRow link = LinkDefaults.of(view, row.site(), destinationSite);
        if (!link.enabled()) {
            return Optional.empty();
        }
        int distance = row.site() == destinationSite ? DISTANCE_SAME_SITE : link.distance();
        long rate = LinkRates.of(view, row.site(), destinationSite).orElse(RATE_UNKNOWN);
        return Optional.of(new Source(rse, row.site(), distance, row.type() == RseType.TAPE, rate));
    }

    /// A possible source.
    ///
    /// @param rate bytes per second that its link carries
    public record Source(int rse, int site, int distance, boolean tape, long rate) {}

    /// One choice under way.
    private final class Choice {
        private final int destinationSite;
        private final IntPredicate allowed;
        private final Comparator<Source> order;
        private Optional<Source> best = Optional.empty();

        Choice(int destinationSite, Map<Integer, Integer> failures, IntPredicate allowed) {
            this.destinationSite = destinationSite;
            this.allowed = allowed;
            this.order =
                    Comparator.comparingInt((Source s) -> failures.getOrDefault(s.rse(), 0))
                            .thenComparing(Source::tape)
                            .thenComparingInt(Source::distance)
                            .thenComparingDouble(this::waitingSeconds)
                            .thenComparingInt(Source::rse);
        }

        void offer(Map.Entry<ReplicaKey, ReplicaRow> replica) {
            int rse = replica.getKey().rse();
            if (replica.getValue().state() != ReplicaState.AVAILABLE || !allowed.test(rse)) {
                return;
            }
            Optional<Source> candidate = source(rse, destinationSite);
            if (candidate.isPresent()
                    && (best.isEmpty() || order.compare(candidate.get(), best.get()) < 0)) {
                best = candidate;
            }
        }

        private double waitingSeconds(Source source) {
            long waiting = LinkLoad.of(view, new LinkKey(source.site(), destinationSite)).bytes();
            return (double) (waiting + TYPICAL_BYTES) / source.rate();
        }
    }
}
