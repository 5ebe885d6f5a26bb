package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;

/// Where groups of a rule, or files by themselves, are being moved to.
public final class PlannedMoves {
    private PlannedMoves() {}

    /// Has the files of a group moved to these RSEs, within [MoveLimits], by [MoveLocks].
    public static void begin(Context context, RuleId rule, long group, List<Integer> rses) {
        context.tx().put(Tables.PLANNED_MOVES, new RuleDidKey(rule, group), new TargetsRow(rses));
        context.tx().put(Tables.RULE_REVIEWS, rule, RuleMove.BEGIN);
        context.effect(new Effect.LocksToMove());
    }

    /// Has a rule looked at by [MoveLocks], as if RSEs that it names had changed.
    public static void review(Context context, RuleId rule) {
        context.tx().put(Tables.RULE_REVIEWS, rule, RuleMove.BEGIN);
    }

    /// Whether a file of a rule is a group by itself.
    public static boolean isAlone(RuleRow rule, long file) {
        return FilePlanner.alone(rule, file);
    }

    /// What one rule allows, for one decision.
    public static final class Check {
        private final RuleFit fit;

        public Check(Context context, RuleId id, RuleRow rule) {
            this.fit = new RuleFit(context, id, rule);
        }

        /// Whether copies may be at exactly these RSEs.
        public boolean mayBe(List<Integer> rses) {
            return fit.mayBe(rses);
        }
    }

    /// Why a group of a rule cannot be moved from these RSEs to those; absent if it can.
    public static Optional<String> objection(
            Context context, RuleId id, long group, List<Integer> before, List<Integer> rses) {
        Optional<RuleRow> rule = context.tx().get(Tables.RULES, id);
        if (rule.filter(row -> !row.ended(context.now())).isEmpty()) {
            return Optional.of("rule " + id + " has ended");
        }
        Set<Integer> now =
                context.tx()
                        .get(Tables.RULE_TARGETS, new RuleDidKey(id, group))
                        .map(row -> Set.copyOf(row.rses()))
                        .orElseGet(() -> held(context, id, group));
        if (!now.equals(Set.copyOf(before))) {
            return Optional.of(
                    "rule %s keeps %s at %s now, not at %s"
                            .formatted(
                                    id,
                                    DryRun.name(context.tx(), group),
                                    Verdicts.names(context.tx(), List.copyOf(now)),
                                    Verdicts.names(context.tx(), before)));
        }
        if (!new RuleFit(context, id, rule.get()).mayBe(rses)) {
            return Optional.of(
                    "rule %s may not keep copies at %s any more"
                            .formatted(id, Verdicts.names(context.tx(), rses)));
        }
        return Optional.empty();
    }

    private static Set<Integer> held(Context context, RuleId rule, long file) {
        Set<Integer> rses = new TreeSet<>();
        try (Cursor<RuleLockKey, LockState> locks =
                context.tx()
                        .scan(
                                Tables.LOCKS_BY_RULE,
                                new RuleLockKey(rule, file, 0),
                                new RuleLockKey(rule, file + 1, 0))) {
            locks.forEachRemaining(lock -> rses.add(lock.getKey().rse()));
        }
        return rses;
    }

    /// Whether anything of a rule is being moved.
    static boolean any(Context context, RuleId rule) {
        try (Cursor<RuleDidKey, TargetsRow> rows = rows(context, rule)) {
            return rows.hasNext();
        }
    }

    /// All files of a rule are where they are to be, or on their way there.
    static void forget(Context context, RuleId rule) {
        List<RuleDidKey> keys = new ArrayList<>();
        try (Cursor<RuleDidKey, TargetsRow> rows = rows(context, rule)) {
            rows.forEachRemaining(row -> keys.add(row.getKey()));
        }
        keys.forEach(key -> context.tx().delete(Tables.PLANNED_MOVES, key));
    }

    private static Cursor<RuleDidKey, TargetsRow> rows(Context context, RuleId rule) {
        return context.tx()
                .scan(
                        Tables.PLANNED_MOVES,
                        new RuleDidKey(rule, 0),
                        new RuleDidKey(rule, Long.MAX_VALUE));
    }
}
