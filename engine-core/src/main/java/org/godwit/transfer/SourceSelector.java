package org.godwit.transfer;

import java.util.Comparator;
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
import org.godwit.topology.LinkDefaults;
import org.godwit.topology.Rses;

/// Chooses where a file is fetched from: an available replica at a readable RSE over an enabled
/// link. Those that have failed this transfer least come first, then the same site, then the least
/// distance, then the link with the least waiting, disk before tape, then the lowest id.
public final class SourceSelector {
    private static final int DISTANCE_SAME_SITE = -1;

    private SourceSelector() {}

    /// The best source of a file for a destination site.
    ///
    /// @param failures how often a source has failed this transfer; those with fewer come first
    /// @param allowed which RSEs may serve at all
    public static Optional<Source> choose(
            CatalogView view,
            long did,
            int destinationSite,
            Map<Integer, Integer> failures,
            IntPredicate allowed) {
        Optional<Source> best = Optional.empty();
        Comparator<Source> order = Source.order(failures);
        try (Cursor<ReplicaKey, ReplicaRow> replicas =
                view.scan(Tables.REPLICAS, new ReplicaKey(did, 0), new ReplicaKey(did + 1, 0))) {
            while (replicas.hasNext()) {
                Map.Entry<ReplicaKey, ReplicaRow> replica = replicas.next();
                int rse = replica.getKey().rse();
                if (replica.getValue().state() != ReplicaState.AVAILABLE || !allowed.test(rse)) {
                    continue;
                }
                Optional<Source> candidate =
                        candidate(view, rse, destinationSite);
                if (candidate.isPresent()
                        && (best.isEmpty() || order.compare(candidate.get(), best.get()) < 0)) {
                    best = candidate;
                }
            }
        }
        return best;
    }

    private static Optional<Source> candidate(
            CatalogView view, int rse, int destinationSite) {
        RseRow row = Rses.row(view, rse);
        if (!row.readable()) {
            return Optional.empty();
        }
        LinkRow link = LinkDefaults.of(view, row.site(), destinationSite);
        if (!link.enabled()) {
            return Optional.empty();
        }
        int distance = row.site() == destinationSite ? DISTANCE_SAME_SITE : link.distance();
        long waiting = LinkLoad.of(view, new LinkKey(row.site(), destinationSite)).bytes();
        return Optional.of(
                new Source(
                        rse,
                        row.site(),
                        distance,
                        row.type() == RseType.TAPE,
                        waiting));
    }

    /// A possible source.
    public record Source(
            int rse, int site, int distance, boolean tape, long waitingBytes) {
        static Comparator<Source> order(Map<Integer, Integer> failures) {
            return Comparator.comparingInt((Source s) -> failures.getOrDefault(s.rse, 0))
                    .thenComparing(Source::tape)
                    .thenComparingInt(Source::distance)
                    .thenComparingLong(Source::waitingBytes)
                    .thenComparingInt(Source::rse);
        }
    }
}
