package org.godwit.rule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.expression.RseView;
import org.godwit.model.Epoch;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;
import org.godwit.namespace.Tree;
import org.godwit.runtime.EngineException;
import org.godwit.topology.RseMatch;
import org.godwit.topology.Rses;

/// Says of every rule that reaches a file whether it wants a copy at an RSE, and why not.
public final class WhyNot {
    /// Rules that are looked at.
    private static final int RULES_MAX = 1_000;

    private WhyNot() {}

    /// A rule that reaches the file.
    ///
    /// @param wants whether it wants the copy
    /// @param rses where it wants copies of this file
    public record OfRule(RuleId id, boolean wants, String why, List<String> rses) {
        public OfRule {
            rses = List.copyOf(rses);
        }
    }

    /// The rules that reach a file.
    public static List<OfRule> of(CatalogView view, long file, int rse, Instant now) {
        List<OfRule> rules = new ArrayList<>();
        for (long did : Tree.withAncestors(view, file)) {
            for (RuleId id : Rules.on(view, did)) {
                RuleRow rule = Rules.row(view, id);
                if (rules.size() < RULES_MAX && !rule.ended(now)) {
                    rules.add(of(view, id, rule, file, rse, now));
                }
            }
        }
        return rules;
    }

    private static OfRule of(
            CatalogView view, RuleId id, RuleRow rule, long file, int rse, Instant now) {
        List<Integer> locked = locked(view, id, file);
        List<String> names = locked.stream().map(at -> Rses.row(view, at).name()).toList();
        if (locked.contains(rse)) {
            return new OfRule(id, true, "wants a copy there", names);
        }
        if (locked.isEmpty()) {
            return new OfRule(id, false, unplanned(rule), names);
        }
        Context scratch =
                new Context(
                        new Transaction(view), now, new SplittableRandom(0), new Epoch(0, 0), 0);
        List<RseView> all = List.copyOf(RseMatch.directory(view).all());
        List<RseView> chosen = all.stream().filter(at -> locked.contains(at.id())).toList();
        Optional<RseView> asked = all.stream().filter(at -> at.id() == rse).findFirst();
        try {
            String why =
                    asked.map(at -> new Verdicts(scratch, rule).other(at, chosen).why())
                            .orElse("is not there any more");
            return new OfRule(
                    id,
                    false,
                    "keeps it at " + String.join(", ", names) + "; this RSE " + why,
                    names);
        } catch (EngineException refusal) {
            return new OfRule(id, false, String.valueOf(refusal.getMessage()), names);
        }
    }

    private static String unplanned(RuleRow rule) {
        return switch (rule.state()) {
            case WAITING_APPROVAL -> "waits for approval and keeps nothing yet";
            case SUSPENDED -> "is suspended and has not placed this file";
            case INJECT ->
                    rule.error()
                            .map(why -> "has not placed this file: " + why)
                            .orElse("has not placed this file yet");
            case OK, REPLICATING, STUCK -> "has not placed this file";
        };
    }

    private static List<Integer> locked(CatalogView view, RuleId id, long file) {
        List<Integer> rses = new ArrayList<>();
        try (Cursor<RuleLockKey, LockState> locks =
                view.scan(
                        Tables.LOCKS_BY_RULE,
                        new RuleLockKey(id, file, 0),
                        new RuleLockKey(id, file + 1, 0))) {
            locks.forEachRemaining(lock -> rses.add(lock.getKey().rse()));
        }
        return rses;
    }
}
