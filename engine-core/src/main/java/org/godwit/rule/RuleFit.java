package org.godwit.rule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.decision.Context;
import org.godwit.expression.RseExpressionParser;
import org.godwit.model.Grouping;
import org.godwit.model.RuleId;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Whether what a rule has chosen is still what it says, after RSEs have changed. Where RSEs cannot
/// be chosen anew a rule keeps what it has. For one decision.
final class RuleFit {
    private final Context context;
    private final RuleId id;
    private final RuleRow rule;
    private final Optional<Placement> placement;

    RuleFit(Context context, RuleId id, RuleRow rule) {
        this.context = context;
        this.id = id;
        this.rule = rule;
        this.placement = placement(context, rule);
    }

    private static Optional<Placement> placement(Context context, RuleRow rule) {
        try {
            return Optional.of(new Placement(context, rule));
        } catch (EngineException refusal) {
            return onlyOf(refusal);
        }
    }

    private static <T> Optional<T> onlyOf(EngineException refusal) {
        if (refusal.code().blame() != ErrorCode.Blame.USER) {
            throw refusal;
        }
        return Optional.empty();
    }

    /// Whether the rule should have copies elsewhere, or may. Looks at the RSEs it has chosen and
    /// at its counters, never at its files.
    boolean isBroken() {
        return placement.isPresent()
                && (chosenSets(context.tx(), id).stream().anyMatch(set -> !better(set).isEmpty())
                        || !strangers().isEmpty()
                        || mustSeeFiles());
    }

    /// Whether only the files can tell: each has RSEs of its own, and not every set of those that
    /// the rule names will do.
    private boolean mustSeeFiles() {
        return rule.grouping() == Grouping.NONE
                && rule.copies() > 1
                && (rule.distinct().isPresent()
                        || RseExpressionParser.parseSpread(rule.expression()).terms().size() > 1);
    }

    /// RSEs with locks of the rule that it does not name any more.
    Set<Integer> strangers() {
        Set<Integer> found = new TreeSet<>();
        placement.ifPresent(now -> {
            try (Cursor<CounterKey, Count> counters =
                    context.tx()
                            .scan(
                                    Tables.COUNTERS,
                                    CounterKey.ruleLocksBegin(id),
                                    CounterKey.ruleLocksEnd(id))) {
                counters.forEachRemaining(counter -> found.add(counter.getKey().lockRse()));
            }
            found.removeIf(now::names);
        });
        return found;
    }

    /// Whether copies may be at exactly these RSEs: they meet the spread, and each takes copies.
    boolean mayBe(List<Integer> rses) {
        return placement.isPresent()
                && rses.size() == rule.copies()
                && rses.stream().allMatch(placement.get()::takes)
                && better(rses).isEmpty();
    }

    /// Where copies at these RSEs could be instead, without some of them; absent if nowhere.
    Optional<List<Integer>> without(List<Integer> rses, Set<Integer> avoided) {
        if (placement.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(placement.get().keeping(rses, new Presence(), 0, avoided))
                    .filter(this::mayBe);
        } catch (EngineException refusal) {
            return onlyOf(refusal);
        }
    }

    /// Why copies at these RSEs cannot be anywhere else; absent if they can, or need not.
    Optional<String> obstacle(List<Integer> rses) {
        try {
            Placement now = placement.isPresent() ? placement.get() : new Placement(context, rule);
            List<Integer> _ = now.keeping(rses, new Presence(), 0);
            return Optional.empty();
        } catch (EngineException refusal) {
            Optional<String> _ = onlyOf(refusal);
            return Optional.of(String.valueOf(refusal.getMessage()));
        }
    }

    /// What copies at these RSEs should become: empty if they are right as they are, or if nothing
    /// better can be chosen.
    List<Integer> better(List<Integer> rses) {
        return better(rses, new Presence(), 0);
    }

    /// The same for files that are known.
    List<Integer> better(List<Integer> rses, Presence presence, long bytes) {
        if (placement.isEmpty()) {
            return List.of();
        }
        try {
            List<Integer> wanted = placement.get().keeping(rses, presence, bytes);
            return Set.copyOf(wanted).equals(Set.copyOf(rses)) ? List.of() : wanted;
        } catch (EngineException refusal) {
            Optional<List<Integer>> none = onlyOf(refusal);
            return none.orElse(List.of());
        }
    }

    /// The sets of RSEs that a rule has chosen for its groups; usually there is one.
    static Set<List<Integer>> chosenSets(CatalogView view, RuleId id) {
        Set<List<Integer>> sets = new LinkedHashSet<>();
        try (Cursor<RuleDidKey, TargetsRow> rows =
                view.scan(
                        Tables.RULE_TARGETS,
                        new RuleDidKey(id, 0),
                        new RuleDidKey(id, Long.MAX_VALUE))) {
            rows.forEachRemaining(row -> sets.add(row.getValue().rses()));
        }
        return sets;
    }

    /// What would go from where to where: an RSE that is left, and those that come instead.
    List<Integer> comingInstead() {
        Set<Integer> coming = new TreeSet<>();
        for (List<Integer> set : chosenSets(context.tx(), id)) {
            better(set).stream().filter(rse -> !set.contains(rse)).forEach(coming::add);
        }
        return List.copyOf(coming);
    }

    /// RSEs that would be left.
    List<Integer> leaving() {
        Set<Integer> leaving = new TreeSet<>(strangers());
        for (List<Integer> set : chosenSets(context.tx(), id)) {
            List<Integer> wanted = better(set);
            if (!wanted.isEmpty()) {
                set.stream().filter(rse -> !wanted.contains(rse)).forEach(leaving::add);
            }
        }
        return new ArrayList<>(leaving);
    }
}
