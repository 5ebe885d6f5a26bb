package org.godwit.report;

import java.util.OptionalLong;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.LinkRateRow;
import org.godwit.catalog.schema.LinkRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.message.FromAgent;
import org.godwit.topology.LinkDefaults;

/// What links carry, by what was moved on them lately.
public final class LinkRates {
    /// A newer bin counts for one in so many.
    private static final int SMOOTHING = 8;

    private LinkRates() {}

    /// Takes in that more was written in a bin of a link. Bins that are over count no more.
    ///
    /// @param start of the bin, in seconds since 1970
    public static void add(Context context, LinkKey link, long start, long bytes) {
        if (bytes <= 0) {
            return;
        }
        LinkRateRow row =
                context.tx()
                        .get(Tables.LINK_RATES, link)
                        .orElseGet(() -> new LinkRateRow(start, 0, 0));
        if (start < row.start()) {
            return;
        }
        LinkRateRow next =
                start == row.start()
                        ? new LinkRateRow(start, row.bytes() + bytes, row.rate())
                        : new LinkRateRow(start, bytes, rate(row));
        context.tx().put(Tables.LINK_RATES, link, next);
    }

    /// With the bin that is over.
    private static long rate(LinkRateRow row) {
        long last = row.bytes() / FromAgent.Bin.SECONDS;
        return row.rate() == 0
                ? Math.max(1, last)
                : Math.max(1, row.rate() + (last - row.rate()) / SMOOTHING);
    }

    /// Bytes per second that a link carries, no more than its cap; absent if nothing was ever moved
    /// on it.
    public static OptionalLong of(CatalogView view, int source, int destination) {
        return view.get(Tables.LINK_RATES, new LinkKey(source, destination))
                .map(row -> OptionalLong.of(capped(view, source, destination, known(row))))
                .orElse(OptionalLong.empty());
    }

    private static long known(LinkRateRow row) {
        return row.rate() > 0 ? row.rate() : Math.max(1, row.bytes() / FromAgent.Bin.SECONDS);
    }

    private static long capped(CatalogView view, int source, int destination, long rate) {
        LinkRow settings = LinkDefaults.of(view, source, destination);
        return settings.bytesPerSecondMax() > 0
                ? Math.min(rate, settings.bytesPerSecondMax())
                : rate;
    }
}
