package org.godwit.it.sim;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AttemptKey;
import org.godwit.catalog.schema.AttemptRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.rule.Limits;

/// Holds each change set against what is held before and after it.
///
/// - S15 no account comes to hold more than a limit of its allows, at an RSE or at several
///   together; what is held when a limit is lowered may stay, and no more may come;
/// - S16 while a rule goes on holding a file, it gives no good copy up but for another good one;
/// - S17 a replica becomes good by a transfer that has ended well, or because a deletion of it that
///   was never ordered is taken back; one that is bad never by itself.
final class Holdings {
    private static final RuleId FIRST_RULE = new RuleId(0, 0);

    private Holdings() {}

    /// A change set was applied.
    ///
    /// @param before what it was applied to, of the rows that it changes
    static void check(ChangesBefore before, CatalogView after, ChangeSet changes) {
        boolean usage = false;
        Set<ReplicaKey> arrived = new HashSet<>();
        for (Change<?, ?> change : changes.changes()) {
            usage |= change.table().equals(Tables.COUNTERS);
            if (change instanceof Change.Put<?, ?> put
                    && put.key() instanceof AttemptKey key
                    && put.value() instanceof AttemptRow row
                    && row.failure().isEmpty()) {
                arrived.add(new ReplicaKey(key.did(), key.rse()));
            }
        }
        for (Change<?, ?> change : changes.changes()) {
            if (change.table().equals(Tables.LOCKS) && change instanceof Change.Delete<?, ?>) {
                checkGivenUp(before, after, (LockKey) change.key());
            }
            if (change.table().equals(Tables.REPLICAS)
                    && change instanceof Change.Put<?, ?> put
                    && put.value() instanceof ReplicaRow row) {
                checkGood(before, (ReplicaKey) change.key(), row, arrived);
            }
        }
        if (usage) {
            Users.LIMITED.forEach(account -> checkLimits(before, after, account));
        }
    }

    private static void checkGood(
            ChangesBefore before, ReplicaKey key, ReplicaRow row, Set<ReplicaKey> arrived) {
        Optional<ReplicaRow> was = before.get(Tables.REPLICAS, key);
        if (row.state() != ReplicaState.AVAILABLE || was.isEmpty() || arrived.contains(key)) {
            return;
        }
        boolean may =
                switch (was.get().state()) {
                    case AVAILABLE, UNAVAILABLE, TEMPORARY_UNAVAILABLE -> true;
                    case COPYING, BAD -> false;
                    case BEING_DELETED ->
                            before.get(Tables.DELETIONS, key)
                                    .filter(deletion -> deletion.good())
                                    .filter(deletion -> deletion.agent().isEmpty())
                                    .isPresent();
                };
        if (!may) {
            throw new Violation("S17", key + " was " + was.get() + " and counts as good");
        }
    }

    private static void checkGivenUp(ChangesBefore before, CatalogView after, LockKey lock) {
        boolean wasOk =
                before.get(Tables.LOCKS, lock)
                        .filter(row -> row.state() == LockState.OK)
                        .isPresent();
        if (!wasOk || after.get(Tables.RULES, lock.rule()).isEmpty()) {
            return;
        }
        int now = 0;
        int good = 0;
        try (Cursor<LockKey, LockRow> rows =
                after.scan(
                        Tables.LOCKS,
                        new LockKey(lock.did(), 0, FIRST_RULE),
                        new LockKey(lock.did() + 1, 0, FIRST_RULE))) {
            while (rows.hasNext()) {
                Map.Entry<LockKey, LockRow> row = rows.next();
                if (row.getKey().rule().equals(lock.rule())) {
                    now++;
                    good += row.getValue().state() == LockState.OK ? 1 : 0;
                }
            }
        }
        int goodBefore = before.locksOk(lock.did(), lock.rule(), after);
        if (now > 0 && good < goodBefore) {
            throw new Violation("S16", lock + " was given up, " + good + " good ones are left");
        }
    }

    private static void checkLimits(ChangesBefore before, CatalogView after, String name) {
        Optional<Integer> account = after.get(Tables.ACCOUNT_BY_NAME, name);
        if (account.isEmpty()) {
            return;
        }
        boolean changed = false;
        try (Cursor<Integer, RseRow> rses = after.scanAll(Tables.RSES)) {
            while (rses.hasNext()) {
                int rse = rses.next().getKey();
                CounterKey usage = CounterKey.accountUsage(account.get(), rse);
                if (before.isChanged(Tables.COUNTERS, usage)) {
                    changed = true;
                    Limits.local(after, account.get(), rse)
                            .ifPresent(limit ->
                                    check(before, after, account.get(), List.of(rse), limit));
                }
            }
        }
        if (changed) {
            for (Limits.Global global : Limits.global(after, account.get())) {
                check(before, after, account.get(), List.copyOf(global.rses()), global.bytes());
            }
        }
    }

    private static void check(
            ChangesBefore before, CatalogView after, int account, List<Integer> rses, long limit) {
        long was = 0;
        long is = 0;
        for (int rse : rses) {
            CounterKey key = CounterKey.accountUsage(account, rse);
            long now = after.get(Tables.COUNTERS, key).orElse(Count.ZERO).bytes();
            is += now;
            was +=
                    before.isChanged(Tables.COUNTERS, key)
                            ? before.get(Tables.COUNTERS, key).orElse(Count.ZERO).bytes()
                            : now;
        }
        if (limit != Limits.INFINITE && is > limit && is > was) {
            throw new Violation(
                    "S15",
                    "account %d comes to hold %d bytes at RSEs %s, it may hold %d"
                            .formatted(account, is, rses, limit));
        }
    }
}
