package org.godwit.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.LockState;
import org.godwit.model.Notification;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;

/// Reads and changes locks, and brings the state of their rules along.
public final class Locks {
    private static final RuleId FIRST_RULE = new RuleId(0, 0);

    private static final int TENTHS = 10;

    private Locks() {}

    /// All locks on one replica: one per rule that wants it.
    public static List<Map.Entry<LockKey, LockRow>> on(CatalogView view, long did, int rse) {
        List<Map.Entry<LockKey, LockRow>> locks = new ArrayList<>();
        try (Cursor<LockKey, LockRow> rows =
                view.scan(
                        Tables.LOCKS,
                        new LockKey(did, rse, FIRST_RULE),
                        new LockKey(did, rse + 1, FIRST_RULE))) {
            rows.forEachRemaining(locks::add);
        }
        return locks;
    }

    /// Sets the state of every lock on a replica, and settles the rules concerned.
    ///
    /// Answers which there are.
    ///
    /// @param error why the locks are stuck; absent otherwise
    public static List<LockKey> setAll(
            Context context, long did, int rse, LockState state, Optional<String> error) {
        List<LockKey> locks = new ArrayList<>();
        for (Map.Entry<LockKey, LockRow> lock : on(context.tx(), did, rse)) {
            LockRow row = lock.getValue();
            LockRow now = new LockRow(state, row.bytes(), row.account());
            context.tx().replace(Tables.LOCKS, lock.getKey(), row, now);
            settle(context, lock.getKey().rule(), error);
            if (state == LockState.OK && row.state() != LockState.OK) {
                tellProgress(context, lock.getKey().rule());
            }
            locks.add(lock.getKey());
        }
        return locks;
    }

    /// One more lock of a rule is OK: who wants to know how far it is hears of each tenth.
    private static void tellProgress(Context context, RuleId id) {
        context.tx()
                .get(Tables.RULES, id)
                .filter(rule -> rule.terms().notification() == Notification.PROGRESS)
                .ifPresent(rule -> {
                    Tally tally = tally(context.tx(), id);
                    long all = tally.all().items();
                    long ok = tally.ok().items();
                    long tenths = TENTHS * ok / all;
                    if (ok < all && tenths > TENTHS * (ok - 1) / all) {
                        RuleEvents.tellProgress(context, id, rule, tenths * TENTHS);
                    }
                });
    }

    /// How many locks of a rule are in each state, over all RSEs.
    public static Tally tally(CatalogView view, RuleId rule) {
        Tally tally = Tally.NONE;
        try (Cursor<CounterKey, Count> counters =
                view.scan(
                        Tables.COUNTERS,
                        CounterKey.ruleLocksBegin(rule),
                        CounterKey.ruleLocksEnd(rule))) {
            while (counters.hasNext()) {
                Map.Entry<CounterKey, Count> counter = counters.next();
                tally = tally.plus(Tally.of(counter.getKey().lockState(), counter.getValue()));
            }
        }
        return tally;
    }

    /// Sets a rule's state to what its locks say. A rule whose locks are still being planned, or
    /// that is suspended or waits for approval, keeps its state.
    ///
    /// @param error the newest reason for being stuck, kept only while the rule is
    public static void settle(Context context, RuleId id, Optional<String> error) {
        Optional<RuleRow> found = context.tx().get(Tables.RULES, id);
        if (found.isEmpty()) {
            return;
        }
        RuleRow rule = found.get();
        switch (rule.state()) {
            case INJECT, SUSPENDED, WAITING_APPROVAL -> {}
            case OK, REPLICATING, STUCK -> {
                RuleState state = tally(context.tx(), id).ruleState();
                Optional<String> reason =
                        state == RuleState.STUCK ? error.or(rule::error) : Optional.empty();
                if (state != rule.state()
                        || !reason.equals(rule.error())
                        || RuleStates.givenUp(context, rule, state)) {
                    RuleStates.set(context, id, rule, state, reason);
                }
            }
        }
    }

    /// A rule's locks by state, with the bytes they stand for.
    public record Tally(Count ok, Count replicating, Count stuck) {
        public static final Tally NONE = new Tally(Count.ZERO, Count.ZERO, Count.ZERO);

        /// Locks of one state.
        public static Tally of(LockState state, Count count) {
            return switch (state) {
                case OK -> new Tally(count, Count.ZERO, Count.ZERO);
                case REPLICATING -> new Tally(Count.ZERO, count, Count.ZERO);
                case STUCK -> new Tally(Count.ZERO, Count.ZERO, count);
            };
        }

        /// Both together.
        public Tally plus(Tally other) {
            return new Tally(
                    ok.plus(other.ok),
                    replicating.plus(other.replicating),
                    stuck.plus(other.stuck));
        }

        /// Those of all states.
        public Count all() {
            return ok.plus(replicating).plus(stuck);
        }

        /// The state that follows: STUCK beats REPLICATING beats OK.
        public RuleState ruleState() {
            if (stuck.items() > 0) {
                return RuleState.STUCK;
            }
            return replicating.items() > 0 ? RuleState.REPLICATING : RuleState.OK;
        }
    }
}
