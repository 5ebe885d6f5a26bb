package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.PlanRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.RuleId;
import org.godwit.namespace.Tree;
import org.godwit.topology.Rses;

/// What a plan rests on, one line each, in words: so that what has changed since can be said.
final class PlanFacts {
    /// Files that are counted.
    private static final int FILES_MAX = 100_000;

    private PlanFacts() {}

    /// The facts of rules that were just decided in this transaction.
    ///
    /// @param targets the RSEs that were chosen before, to see whether they may still take copies
    static List<String> of(
            Context context, List<RuleId> ids, Optional<List<PlanRow.PlanTarget>> targets) {
        List<String> facts = new ArrayList<>();
        for (int number = 0; number < ids.size(); number++) {
            RuleId id = ids.get(number);
            RuleRow rule = Rules.row(context.tx(), id);
            String name = DryRun.name(context.tx(), rule.did());
            Count held = Tree.files(context.tx(), rule.did(), FILES_MAX);
            facts.add(
                    held.items() > FILES_MAX
                            ? name + " holds more than " + FILES_MAX + " files"
                            : name
                                    + " holds "
                                    + held.items()
                                    + " files, "
                                    + held.bytes()
                                    + " bytes");
            facts.add(name + " at " + rule.expression() + " would be " + rule.state());
            facts.addAll(copies(context, id, name));
            if (targets.isPresent()) {
                refused(context, rule, number, targets.get(), facts);
            }
        }
        return facts;
    }

    private static List<String> copies(Context context, RuleId id, String name) {
        List<String> facts = new ArrayList<>();
        try (Cursor<CounterKey, Count> counters =
                context.tx()
                        .scan(
                                Tables.COUNTERS,
                                CounterKey.ruleLocksBegin(id),
                                CounterKey.ruleLocksEnd(id))) {
            while (counters.hasNext()) {
                Map.Entry<CounterKey, Count> counter = counters.next();
                facts.add(
                        "%s at %s: %d files %s"
                                .formatted(
                                        name,
                                        Rses.row(context.tx(), counter.getKey().lockRse()).name(),
                                        counter.getValue().items(),
                                        switch (counter.getKey().lockState()) {
                                            case OK -> "are there";
                                            case REPLICATING -> "are to be copied";
                                            case STUCK -> "cannot be copied now";
                                        }));
            }
        }
        return facts;
    }

    private static void refused(
            Context context,
            RuleRow rule,
            int number,
            List<PlanRow.PlanTarget> targets,
            List<String> facts) {
        Placement placement = new Placement(context, rule);
        TreeSet<Integer> rses = new TreeSet<>();
        targets.stream()
                .filter(target -> target.rule() == number)
                .forEach(target -> rses.addAll(target.rses()));
        for (int rse : rses) {
            if (!placement.takes(rse)) {
                facts.add(
                        "RSE " + Rses.row(context.tx(), rse).name() + " takes no copies any more");
            }
        }
    }
}
