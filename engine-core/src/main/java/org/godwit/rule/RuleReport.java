package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.lock.Locks;
import org.godwit.model.Did;
import org.godwit.model.RuleId;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.topology.Rses;

/// A rule as people look at it, with its progress from the exact counters: the cost does not depend
/// on the number of its files.
///
/// @param locks of all RSEs together
/// @param rses by RSE, those that hold or get copies
public record RuleReport(
        RuleId id, RuleRow rule, Did did, String account, Locks.Tally locks, List<AtRse> rses) {
    public RuleReport {
        rses = List.copyOf(rses);
    }

    /// What a rule has and wants at one RSE, in copies of files and their bytes.
    public record AtRse(int id, String rse, Locks.Tally locks) {}

    /// Reads a rule, or fails with [org.godwit.runtime.ErrorCode#RULE_NOT_FOUND].
    public static RuleReport of(CatalogView view, RuleId id) {
        RuleRow rule = Rules.row(view, id);
        Map<Integer, Locks.Tally> byRse = new TreeMap<>();
        Locks.Tally all = Locks.Tally.NONE;
        try (Cursor<CounterKey, Count> counters =
                view.scan(
                        Tables.COUNTERS,
                        CounterKey.ruleLocksBegin(id),
                        CounterKey.ruleLocksEnd(id))) {
            while (counters.hasNext()) {
                Map.Entry<CounterKey, Count> counter = counters.next();
                Locks.Tally one = Locks.Tally.of(counter.getKey().lockState(), counter.getValue());
                byRse.merge(counter.getKey().lockRse(), one, Locks.Tally::plus);
                all = all.plus(one);
            }
        }
        List<AtRse> rses = new ArrayList<>();
        byRse.forEach((rse, tally) -> rses.add(new AtRse(rse, Rses.row(view, rse).name(), tally)));
        return new RuleReport(
                id,
                rule,
                Dids.name(view, rule.did()),
                Accounts.row(view, rule.account()).name(),
                all,
                rses);
    }
}
