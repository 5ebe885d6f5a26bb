package org.godwit.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.BinKey;
import org.godwit.catalog.schema.BinRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.message.FromAgent;
import org.godwit.model.Link;
import org.godwit.topology.LinkDefaults;
import org.godwit.topology.Rses;
import org.godwit.transfer.LinkLoad;

/// Over which links the files of new requests would move, and how long that might take.
///
/// A site that gets copies passes them on where that is faster than to fetch them from the first
/// source again, or no slower over a nearer link: then the long link is crossed once. The rate of a
/// link is what was measured on it lately, in 10 s bins in which something moved; of a link that
/// has a cap, no more than that. Files stream through a site that passes them on, so that a route
/// takes as long as its slowest link.
public final class LinkForecasts {
    private static final Duration LATELY = Duration.ofHours(24);

    /// Bins that are read at most, newest first by halving the time.
    private static final int BINS_MAX = 200_000;

    private final CatalogView view;
    private final Map<Link, Optional<Forecast.Range>> rates = new HashMap<>();
    private final Map<Link, List<Double>> bins;

    public LinkForecasts(CatalogView view, Instant now) {
        this.view = view;
        this.bins = bins(view, now.getEpochSecond());
    }

    /// What the requests put on links.
    ///
    /// @param scale how many times as much there is to move in truth
    public List<Forecast.OnLink> of(List<RequestRow> requests, double scale) {
        Map<Integer, Map<Integer, Count>> bySource = new TreeMap<>();
        for (RequestRow request : requests) {
            bySource.computeIfAbsent(request.sourceSite(), _ -> new TreeMap<>())
                    .merge(request.destinationSite(), new Count(1, request.bytes()), Count::plus);
        }
        bySource.values().forEach(to -> to.replaceAll((_, count) -> DryRun.scaled(count, scale)));
        List<Forecast.OnLink> links = new ArrayList<>();
        bySource.forEach((source, wanted) -> {
            if (source != 0) {
                links.addAll(route(source, wanted));
            }
        });
        return links;
    }

    /// The sites to be reached from one source, the fastest first; each from the source or from one
    /// that was reached before.
    private List<Forecast.OnLink> route(int source, Map<Integer, Count> wanted) {
        Map<Integer, Forecast.OnLink> reached = new TreeMap<>();
        List<Forecast.OnLink> hops = new ArrayList<>();
        Set<Integer> left = new HashSet<>(wanted.keySet());
        while (!left.isEmpty()) {
            Forecast.OnLink best =
                    left.stream()
                            .sorted()
                            .map(site -> best(source, site, wanted, reached))
                            .reduce((a, b) -> isBetter(b, a) ? b : a)
                            .orElseThrow();
            hops.add(best);
            reached.put(best.link().destination(), best);
            left.remove(best.link().destination());
        }
        return hops;
    }

    /// The best way to a site: from the source, or from a site that gets at least as much.
    private Forecast.OnLink best(
            int source,
            int site,
            Map<Integer, Count> wanted,
            Map<Integer, Forecast.OnLink> reached) {
        Count moved = wanted.getOrDefault(site, Count.ZERO);
        return reached.values().stream()
                .filter(from -> from.moved().bytes() >= moved.bytes())
                .map(from -> hop(from.link().destination(), site, moved, Optional.of(from)))
                .reduce(
                        hop(source, site, moved, Optional.empty()),
                        (a, b) -> isBetter(b, a) ? b : a);
    }

    /// Whether a hop ends earlier; where that is not known or alike, whether its link is nearer.
    private boolean isBetter(Forecast.OnLink hop, Forecast.OnLink than) {
        if (hop.seconds().isPresent() && than.seconds().isPresent()) {
            double a = hop.seconds().get().likely();
            double b = than.seconds().get().likely();
            if (Math.abs(a - b) > 0.05 * Math.max(a, b)) {
                return a < b;
            }
        } else if (hop.seconds().isPresent() != than.seconds().isPresent()) {
            return hop.seconds().isPresent();
        }
        return distance(hop.link()) < distance(than.link());
    }

    private int distance(Link link) {
        return link.source() == link.destination()
                ? -1
                : LinkDefaults.of(view, link.source(), link.destination()).distance();
    }

    private Forecast.OnLink hop(
            int source, int destination, Count moved, Optional<Forecast.OnLink> after) {
        Link link = new Link(source, destination);
        Optional<Forecast.Range> rate = rates.computeIfAbsent(link, this::rate);
        Count queued = LinkLoad.of(view, new LinkKey(source, destination));
        Optional<Forecast.Range> seconds = rate.map(r -> seconds(r, moved.bytes(), queued.bytes()));
        if (after.isPresent()) {
            Optional<Forecast.Range> first = after.get().seconds();
            seconds =
                    seconds.flatMap(own ->
                            first.map(before ->
                                    new Forecast.Range(
                                            Math.max(own.low(), before.low()),
                                            Math.max(own.likely(), before.likely()),
                                            Math.max(own.high(), before.high()))));
        }
        return new Forecast.OnLink(
                link,
                Rses.site(view, source).name(),
                Rses.site(view, destination).name(),
                moved,
                queued,
                after.map(Forecast.OnLink::destination),
                rate,
                seconds);
    }

    /// At best nothing that waits goes first, at worst all of it.
    private static Forecast.Range seconds(Forecast.Range rate, long bytes, long queued) {
        return new Forecast.Range(
                bytes / rate.high(),
                (bytes + queued) / rate.likely(),
                (bytes + queued) / rate.low());
    }

    private Optional<Forecast.Range> rate(Link link) {
        List<Double> measured = bins.getOrDefault(link, List.of());
        if (measured.isEmpty()) {
            return Optional.empty();
        }
        LinkRow settings = LinkDefaults.of(view, link.source(), link.destination());
        double cap =
                settings.bytesPerSecondMax() > 0 ? settings.bytesPerSecondMax() : Double.MAX_VALUE;
        double[] sorted = measured.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Optional.of(
                new Forecast.Range(
                        Math.min(cap, quantile(sorted, 0.1)),
                        Math.min(cap, quantile(sorted, 0.5)),
                        Math.min(cap, quantile(sorted, 0.9))));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /// Bytes per second of each link, bin by bin.
    private static Map<Link, List<Double>> bins(CatalogView view, long now) {
        Map<Link, Map<Long, Long>> sums = new HashMap<>();
        long read = 0;
        long begin = now;
        for (long back = 600; back <= LATELY.toSeconds() && read < BINS_MAX; back *= 2) {
            read += read(view, now - back, begin, sums);
            begin = now - back;
        }
        Map<Link, List<Double>> rates = new HashMap<>();
        sums.forEach((link, byStart) ->
                rates.put(
                        link,
                        byStart.values().stream()
                                .map(bytes -> (double) bytes / FromAgent.Bin.SECONDS)
                                .toList()));
        return rates;
    }

    private static long read(
            CatalogView view, long from, long to, Map<Link, Map<Long, Long>> sums) {
        long read = 0;
        try (Cursor<BinKey, BinRow> rows =
                view.scan(
                        Tables.BINS,
                        new BinKey(from, 0, 0, "", "", 0),
                        new BinKey(to, 0, 0, "", "", 0))) {
            while (rows.hasNext() && read < BINS_MAX) {
                Map.Entry<BinKey, BinRow> bin = rows.next();
                read++;
                if (bin.getValue().bytes() > 0) {
                    BinKey key = bin.getKey();
                    sums.computeIfAbsent(
                                    new Link(key.source(), key.destination()), _ -> new HashMap<>())
                            .merge(key.start(), bin.getValue().bytes(), Long::sum);
                }
            }
        }
        return read;
    }
}
