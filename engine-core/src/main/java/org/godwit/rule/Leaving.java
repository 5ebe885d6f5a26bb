package org.godwit.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;

/// What a rule keeps at an RSE that is taken out of use.
///
/// @param locks at that RSE
/// @param obstacle why they cannot be anywhere else; absent if they can
public record Leaving(RuleId id, RuleRow rule, Count locks, Optional<String> obstacle) {
    /// Locks that are looked at to find a file at the RSE.
    private static final int LOOKED_MAX = 1_000;

    /// A rule's locks at an RSE, if it has any.
    ///
    /// @param context in which the RSE is closed
    public static Optional<Leaving> of(Context context, RuleId id, RuleRow rule, int rse) {
        Count locks = locks(context.tx(), id, rse);
        if (locks.items() == 0) {
            return Optional.empty();
        }
        RuleFit fit = new RuleFit(context, id, rule);
        Set<List<Integer>> sets =
                RuleFit.chosenSets(context.tx(), id).stream()
                        .filter(set -> set.contains(rse))
                        .collect(Collectors.toSet());
        if (sets.isEmpty()) {
            sets = Set.of(example(context.tx(), id, rse));
        }
        return Optional.of(
                new Leaving(
                        id,
                        rule,
                        locks,
                        sets.stream().flatMap(set -> fit.obstacle(set).stream()).findFirst()));
    }

    /// How many locks a rule has at an RSE, in whatever state.
    public static Count locks(CatalogView view, RuleId rule, int rse) {
        Count sum = Count.ZERO;
        for (LockState state : LockState.values()) {
            sum =
                    sum.plus(
                            view.get(Tables.COUNTERS, CounterKey.ruleLocks(rule, rse, state))
                                    .orElse(Count.ZERO));
        }
        return sum;
    }

    /// The RSEs of one file that has a copy there.
    private static List<Integer> example(CatalogView view, RuleId rule, int rse) {
        Set<Integer> held = new TreeSet<>();
        long file = 0;
        int looked = 0;
        try (Cursor<RuleLockKey, LockState> locks =
                view.scan(
                        Tables.LOCKS_BY_RULE,
                        new RuleLockKey(rule, 0, 0),
                        new RuleLockKey(rule, Long.MAX_VALUE, 0))) {
            while (locks.hasNext() && looked++ < LOOKED_MAX) {
                Map.Entry<RuleLockKey, LockState> lock = locks.next();
                if (lock.getKey().did() != file) {
                    if (held.contains(rse)) {
                        break;
                    }
                    held.clear();
                    file = lock.getKey().did();
                }
                held.add(lock.getKey().rse());
            }
        }
        return held.contains(rse) ? List.copyOf(held) : List.of(rse);
    }
}
