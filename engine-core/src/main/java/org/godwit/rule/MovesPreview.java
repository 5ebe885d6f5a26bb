package org.godwit.rule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Epoch;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;

/// What rules would move if RSEs changed: the same decisions as [ReviewRules] makes, on a catalogue
/// in which the change is only imagined.
public final class MovesPreview {
    /// Most rules that are told of.
    public static final int RULES_MAX = 10_000;

    private MovesPreview() {}

    /// What one rule would move.
    ///
    /// @param from RSEs it would leave
    /// @param to RSEs it would choose instead; those of files that choose one by one are not known
    /// @param moved locks at the RSEs it would leave
    public record Moves(
            RuleId rule, RuleRow row, List<Integer> from, List<Integer> to, Count moved) {
        public Moves {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }

    /// The rules that would move something, at most [#RULES_MAX].
    ///
    /// @param changes to RSEs
    public static List<Moves> of(CatalogView view, Instant now, List<Command<?>> changes) {
        Context context =
                new Context(
                        new Transaction(view), now, new SplittableRandom(0), new Epoch(0, 0), 1);
        changes.forEach(change -> change.decide(context));
        List<Moves> found = new ArrayList<>();
        try (Cursor<RuleId, RuleRow> rules = context.tx().scanAll(Tables.RULES)) {
            while (rules.hasNext() && found.size() < RULES_MAX) {
                Map.Entry<RuleId, RuleRow> rule = rules.next();
                if (!rule.getValue().ended(now)) {
                    add(context, rule.getKey(), rule.getValue(), found);
                }
            }
        }
        return found;
    }

    private static void add(Context context, RuleId id, RuleRow rule, List<Moves> found) {
        RuleFit fit = new RuleFit(context, id, rule);
        List<Integer> from = fit.leaving();
        if (!from.isEmpty()) {
            found.add(
                    new Moves(id, rule, from, fit.comingInstead(), locks(context.tx(), id, from)));
        }
    }

    private static Count locks(CatalogView view, RuleId rule, List<Integer> rses) {
        Count sum = Count.ZERO;
        for (int rse : rses) {
            for (LockState state : LockState.values()) {
                sum =
                        sum.plus(
                                view.get(Tables.COUNTERS, CounterKey.ruleLocks(rule, rse, state))
                                        .orElse(Count.ZERO));
            }
        }
        return sum;
    }
}
