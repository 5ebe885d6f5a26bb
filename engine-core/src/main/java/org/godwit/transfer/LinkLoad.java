package org.godwit.transfer;

import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.LinkKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.RequestState;

/// What waits and what moves on a link, from its exact counters.
public final class LinkLoad {
    private LinkLoad() {}

    /// Requests in a state.
    public static Count of(CatalogView view, LinkKey link, RequestState state) {
        return view.get(
                        Tables.COUNTERS,
                        CounterKey.linkRequests(link.source(), link.destination(), state))
                .orElse(Count.ZERO);
    }

    /// Requests queued or under way.
    public static Count of(CatalogView view, LinkKey link) {
        return of(view, link, RequestState.QUEUED).plus(of(view, link, RequestState.SUBMITTED));
    }
}
