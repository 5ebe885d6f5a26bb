package org.godwit.rule.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AccountTextKey;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.DidSubscriptionKey;
import org.godwit.catalog.schema.SubscriptionRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Names;
import org.godwit.namespace.Accounts;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Look-ups of subscriptions, and what they would match.
public final class Subscriptions {
    /// Most subscriptions: each new collection is compared with all of them.
    public static final int SUBSCRIPTIONS_MAX = 1_000;

    /// Collections that a preview lists.
    public static final int PREVIEW_MAX = 1_000;

    /// DIDs that a preview looks at.
    private static final int PREVIEW_LOOKS_MAX = 1_000_000;

    private Subscriptions() {}

    /// The id of an account's subscription, or an error.
    public static long id(CatalogView view, String account, String name) {
        return view.get(
                        Tables.SUBSCRIPTION_BY_NAME,
                        new AccountTextKey(Accounts.id(view, account), name))
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.NOT_FOUND,
                                "account \""
                                        + account
                                        + "\" has no subscription \""
                                        + Names.printable(name)
                                        + "\"; `godwit subscription list` shows those there are"));
    }

    /// A subscription that must exist.
    public static SubscriptionRow row(CatalogView view, long id) {
        return view.get(Tables.SUBSCRIPTIONS, id)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.NOT_FOUND, "subscription " + id + " does not exist"));
    }

    /// All subscriptions.
    public static List<Map.Entry<Long, SubscriptionRow>> all(CatalogView view) {
        List<Map.Entry<Long, SubscriptionRow>> all = new ArrayList<>();
        try (Cursor<Long, SubscriptionRow> rows = view.scanAll(Tables.SUBSCRIPTIONS)) {
            rows.forEachRemaining(all::add);
        }
        return all;
    }

    /// Whether a subscription makes rules for what is new.
    static boolean isLive(SubscriptionRow row, Instant now) {
        boolean able =
                switch (row.state()) {
                    case ACTIVE, NEW, UPDATED, BROKEN -> true;
                    case INACTIVE -> false;
                };
        return able && row.expiresAt().filter(end -> !end.isAfter(now)).isEmpty();
    }

    /// What a run over old data would make rules for.
    ///
    /// @param dids the first of them
    /// @param complete whether all DIDs were looked at
    public record Preview(List<Long> dids, long matched, boolean complete) {
        public Preview {
            dids = List.copyOf(dids);
        }
    }

    /// The collections that a filter matches and that a subscription has not dealt with yet.
    ///
    /// @param known the subscription, if there is one already
    public static Preview preview(
            CatalogView view, Map<String, List<String>> filter, Optional<Long> known) {
        SubscriptionFilter checked = SubscriptionFilter.checked(filter);
        List<Long> dids = new ArrayList<>();
        long matched = 0;
        int looks = 0;
        try (Cursor<Long, DidRow> rows = view.scanAll(Tables.DIDS)) {
            while (rows.hasNext() && looks < PREVIEW_LOOKS_MAX) {
                Map.Entry<Long, DidRow> row = rows.next();
                looks++;
                boolean done =
                        known.filter(id ->
                                        view.get(
                                                        Tables.SUBSCRIPTION_MATCHES,
                                                        new DidSubscriptionKey(row.getKey(), id))
                                                .isPresent())
                                .isPresent();
                if (!done && checked.matches(view, row.getKey(), row.getValue())) {
                    matched++;
                    if (dids.size() < PREVIEW_MAX) {
                        dids.add(row.getKey());
                    }
                }
            }
            return new Preview(dids, matched, !rows.hasNext());
        }
    }
}
