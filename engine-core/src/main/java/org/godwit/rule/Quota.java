package org.godwit.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.AccountRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.namespace.Accounts;
import org.godwit.report.Units;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// How much more the owner of a rule may hold, by the exact counters, with what was taken here
/// counted in. As in Rucio: administrators, rules that ignore limits, and RSEs with the attribute
/// `mock` know no limit; everybody else may hold nothing at an RSE without a limit of one's own
/// there, however much a limit over several RSEs leaves; every limit counts whose expression
/// matches the RSE. A limit may be used up to its last byte. For one decision.
final class Quota {
    /// No bound.
    static final long UNBOUNDED = Long.MAX_VALUE;

    private final CatalogView view;
    private final int account;
    private final boolean unlimited;
    private final Map<Integer, Bound> local = new HashMap<>();
    private Optional<List<Bound>> global = Optional.empty();

    private Quota(CatalogView view, int account, boolean unlimited) {
        this.view = view;
        this.account = account;
        this.unlimited = unlimited;
    }

    /// Of a rule's owner, for that rule.
    static Quota of(CatalogView view, RuleRow rule) {
        AccountRow owner = Accounts.row(view, rule.account());
        return new Quota(view, rule.account(), owner.admin() || rule.terms().ignoreLimit());
    }

    /// One limit: where it counts, what it allows, and what of it is used.
    private static final class Bound {
        private final String where;
        private final Set<Integer> rses;
        private final long limit;
        private long used;

        Bound(String where, Set<Integer> rses, long limit, long used) {
            this.where = where;
            this.rses = rses;
            this.limit = limit;
            this.used = used;
        }

        boolean covers(int rse) {
            return rses.contains(rse);
        }

        long left() {
            return limit == Limits.INFINITE ? UNBOUNDED : Math.max(0, limit - used);
        }
    }

    /// Whether no limit counts at all.
    boolean unlimited() {
        return unlimited;
    }

    /// The bytes that the account may still take at an RSE, [#UNBOUNDED] if any number.
    long left(int rse) {
        if (unlimited) {
            return UNBOUNDED;
        }
        return bounds(rse).stream().mapToLong(Bound::left).min().orElse(UNBOUNDED);
    }

    /// Which limit keeps the account from taking so many bytes more at an RSE, in words; empty if
    /// none does. As in Rucio, where nothing is left not even nothing may be taken.
    Optional<String> refusal(int rse, long bytes) {
        if (unlimited) {
            return Optional.empty();
        }
        return bounds(rse).stream()
                .filter(bound -> bound.left() == 0 || bound.left() < bytes)
                .findFirst()
                .map(this::words);
    }

    private String words(Bound bound) {
        String who = "account \"" + Accounts.row(view, account).name() + "\"";
        return bound.limit == 0
                ? who + " has no limit at " + bound.where + ", hence no room there"
                : "%s has used %s of its %s at %s"
                        .formatted(
                                who,
                                Units.bytes(bound.used),
                                Units.bytes(bound.limit),
                                bound.where);
    }

    /// Takes so many bytes at each of these RSEs, all or none.
    ///
    /// @throws EngineException with [ErrorCode#QUOTA_EXCEEDED]
    void take(Collection<Integer> rses, long bytes) {
        if (unlimited) {
            return;
        }
        // In this order, so that the same limit is named whenever two are exceeded.
        Map<Bound, Long> wanted = new LinkedHashMap<>();
        for (int rse : rses) {
            for (Bound bound : bounds(rse)) {
                wanted.merge(bound, bytes, Long::sum);
            }
        }
        wanted.forEach((bound, more) -> {
            if (bound.left() < more) {
                throw exceeded(words(bound) + ", " + Units.bytes(more) + " more do not fit");
            }
        });
        wanted.forEach((bound, more) -> bound.used += more);
    }

    /// What limits are left with if so many bytes more are taken at each RSE.
    List<Forecast.OfQuota> after(Map<Integer, Long> more) {
        Map<Bound, Long> taken = new LinkedHashMap<>();
        more.forEach(
                (rse, bytes) -> bounds(rse).forEach(bound -> taken.merge(bound, bytes, Long::sum)));
        return taken.entrySet().stream()
                .map(entry ->
                        new Forecast.OfQuota(
                                entry.getKey().where,
                                entry.getKey().limit,
                                entry.getKey().used,
                                entry.getKey().used + entry.getValue()))
                .toList();
    }

    static EngineException exceeded(String why) {
        return new EngineException(
                ErrorCode.QUOTA_EXCEEDED,
                why
                        + "; delete rules, ask an administrator for more (`godwit account set-limit`), or for approval (`--ask-approval`)");
    }

    private List<Bound> bounds(int rse) {
        List<Bound> bounds = new ArrayList<>();
        Bound own = local.computeIfAbsent(rse, this::atRse);
        bounds.add(own);
        if (own.limit == Limits.INFINITE && isMock(rse)) {
            return bounds;
        }
        for (Bound bound : global()) {
            if (bound.covers(rse)) {
                bounds.add(bound);
            }
        }
        return bounds;
    }

    private boolean isMock(int rse) {
        return "true".equals(Rses.row(view, rse).attributes().get("mock"));
    }

    private Bound atRse(int rse) {
        String name = Rses.row(view, rse).name();
        long limit = isMock(rse) ? Limits.INFINITE : Limits.local(view, account, rse).orElse(0L);
        return new Bound("RSE " + name, Set.of(rse), limit, used(rse));
    }

    private List<Bound> global() {
        if (global.isEmpty()) {
            List<Bound> found = new ArrayList<>();
            Limits.global(view, account)
                    .forEach(limit -> {
                        long used = limit.rses().stream().mapToLong(this::used).sum();
                        found.add(
                                new Bound(
                                        "the RSEs of \"" + limit.expression() + "\"",
                                        limit.rses(),
                                        limit.bytes(),
                                        used));
                    });
            global = Optional.of(found);
        }
        return global.get();
    }

    private long used(int rse) {
        return view.get(Tables.COUNTERS, CounterKey.accountUsage(account, rse))
                .orElse(Count.ZERO)
                .bytes();
    }
}
