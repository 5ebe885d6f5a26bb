package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AccountRseKey;
import org.godwit.catalog.schema.AccountTextKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.topology.RseMatch;

/// Reads the limits of accounts.
public final class Limits {
    /// The limit that allows any number of bytes, as Rucio writes it.
    public static final long INFINITE = -1;

    private Limits() {}

    /// A limit over the RSEs of an expression together.
    ///
    /// @param rses those that it matches now
    public record Global(String expression, Set<Integer> rses, long bytes) {
        public Global {
            rses = Set.copyOf(rses);
        }
    }

    /// The limit of an account at an RSE.
    public static Optional<Long> local(CatalogView view, int account, int rse) {
        return view.get(Tables.ACCOUNT_LIMITS, new AccountRseKey(account, rse));
    }

    /// The limits of an account at RSEs, by RSE.
    public static List<Map.Entry<AccountRseKey, Long>> local(CatalogView view, int account) {
        List<Map.Entry<AccountRseKey, Long>> limits = new ArrayList<>();
        try (Cursor<AccountRseKey, Long> rows =
                view.scan(
                        Tables.ACCOUNT_LIMITS,
                        new AccountRseKey(account, 0),
                        new AccountRseKey(account + 1, 0))) {
            rows.forEachRemaining(limits::add);
        }
        return limits;
    }

    /// The limits of an account over expressions.
    public static List<Global> global(CatalogView view, int account) {
        List<Global> limits = new ArrayList<>();
        try (Cursor<AccountTextKey, Long> rows =
                view.scan(
                        Tables.GLOBAL_LIMITS,
                        new AccountTextKey(account, ""),
                        new AccountTextKey(account + 1, ""))) {
            while (rows.hasNext()) {
                Map.Entry<AccountTextKey, Long> row = rows.next();
                String expression = row.getKey().text();
                limits.add(
                        new Global(
                                expression,
                                Set.copyOf(RseMatch.ids(view, expression)),
                                row.getValue()));
            }
        }
        return limits;
    }
}
