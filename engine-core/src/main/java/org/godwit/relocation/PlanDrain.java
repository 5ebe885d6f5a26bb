package org.godwit.relocation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.MovePlanRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.deletion.GoodCopies;
import org.godwit.lock.Locks;
import org.godwit.model.LockState;
import org.godwit.model.MoveKind;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.rule.Leaving;
import org.godwit.rule.PlannedMoves;
import org.godwit.topology.Rses;

/// Finds what emptying an RSE would do by deciding it on a transaction that nobody applies: the
/// very commands that would move the copies say where they go.
public final class PlanDrain {
    /// Most rules that a plan tells of.
    public static final int RULES_MAX = 10_000;

    /// Groups of files whose RSEs a plan remembers.
    static final int TARGETS_MAX = 10_000;

    /// Replicas that are looked at for last copies.
    private static final int REPLICAS_MAX = 200_000;

    private static final int EXAMPLES_MAX = 10;

    private final CatalogView before;
    private final int rse;
    private final MoveKind kind;
    private final boolean storageGone;
    private final Thought thought;
    private final Context context;
    private final Map<RuleId, Leaving> leaving = new TreeMap<>();
    private final List<MovePlanRow.MoveTarget> targets = new ArrayList<>();
    private boolean exact = true;

    private PlanDrain(CatalogView view, int rse, MoveKind kind, boolean gone, Instant now) {
        this.before = view;
        this.rse = rse;
        this.kind = kind;
        this.storageGone = gone;
        this.thought = new Thought(view, now);
        this.context = thought.context();
    }

    /// What draining or decommissioning an RSE would do, or why it is refused.
    ///
    /// @param account that would do it
    public static MoveForecast of(
            CatalogView view,
            String rse,
            MoveKind kind,
            boolean storageGone,
            String account,
            Instant now) {
        return new PlanDrain(view, Rses.id(view, rse), kind, storageGone, now).run(account);
    }

    private MoveForecast run(String account) {
        Count held = BeginDrain.held(before, rse);
        new BeginDrain(rse, kind == MoveKind.DECOMMISSION, storageGone, account, held.items())
                .decide(context);
        findRules();
        moveInThought();
        List<MoveForecast.OfRule> moving = new ArrayList<>();
        List<MoveForecast.Staying> staying = new ArrayList<>();
        leaving.values().forEach(rule -> sort(rule, moving, staying));
        long all = moving.stream().mapToLong(rule -> rule.files().items()).sum();
        if (targets.size() > TARGETS_MAX) {
            exact = false;
            targets.clear();
        }
        return new MoveForecast(
                kind,
                List.of(rse),
                storageGone,
                held,
                moving,
                staying,
                thought.links(all),
                List.of(),
                kind == MoveKind.DECOMMISSION ? lastCopies() : MoveForecast.LastCopies.NONE,
                exact,
                targets);
    }

    private void findRules() {
        try (Cursor<RuleId, RuleRow> rules = before.scanAll(Tables.RULES)) {
            while (rules.hasNext()) {
                Map.Entry<RuleId, RuleRow> rule = rules.next();
                if (rule.getValue().ended(context.now())) {
                    continue;
                }
                if (leaving.size() >= RULES_MAX) {
                    exact = false;
                    return;
                }
                Leaving.of(context, rule.getKey(), rule.getValue(), rse)
                        .ifPresent(found -> leaving.put(rule.getKey(), found));
            }
        }
    }

    private void moveInThought() {
        Map<RuleId, RuleRow> rules = new TreeMap<>();
        leaving.values().stream()
                .filter(rule -> rule.obstacle().isEmpty())
                .forEach(rule -> {
                    PlannedMoves.review(context, rule.id());
                    rules.put(rule.id(), rule.rule());
                });
        exact &= thought.move(rules);
        thought.groups()
                .forEach((key, row) -> {
                    List<Integer> was = before.get(Tables.RULE_TARGETS, key).orElseThrow().rses();
                    if (was.contains(rse)) {
                        targets.add(
                                new MovePlanRow.MoveTarget(key.rule(), key.did(), was, row.rses()));
                    }
                });
        thought.files()
                .forEach((key, coming) -> {
                    List<Integer> was = held(key);
                    List<Integer> now = new ArrayList<>(was);
                    now.removeIf(at -> at == rse);
                    now.addAll(coming);
                    targets.add(new MovePlanRow.MoveTarget(key.rule(), key.did(), was, now));
                });
    }

    private List<Integer> held(RuleDidKey key) {
        List<Integer> rses = new ArrayList<>();
        try (Cursor<RuleLockKey, LockState> locks =
                before.scan(
                        Tables.LOCKS_BY_RULE,
                        new RuleLockKey(key.rule(), key.did(), 0),
                        new RuleLockKey(key.rule(), key.did() + 1, 0))) {
            locks.forEachRemaining(lock -> rses.add(lock.getKey().rse()));
        }
        return rses;
    }

    /// Whether a rule's copies would go or stay; some may go and others not.
    private void sort(
            Leaving rule, List<MoveForecast.OfRule> moving, List<MoveForecast.Staying> staying) {
        if (rule.obstacle().isPresent()) {
            staying.add(DrainProgress.staying(rule));
            return;
        }
        moving.add(
                new MoveForecast.OfRule(
                        rule.id(),
                        rule.rule().did(),
                        rule.rule().account(),
                        List.of(rse),
                        thought.destinations(rule.id()),
                        rule.locks()));
    }

    /// Files whose only good copy is here, of which no rule would make another: if the storage is
    /// there, those that a dataset holds and no rule locks; if it is not, all.
    private MoveForecast.LastCopies lastCopies() {
        long found = 0;
        int looked = 0;
        List<Long> examples = new ArrayList<>();
        try (Cursor<RseDidKey, ReplicaState> rows =
                before.scan(
                        Tables.REPLICAS_BY_RSE,
                        new RseDidKey(rse, 0),
                        new RseDidKey(rse, Long.MAX_VALUE))) {
            while (rows.hasNext() && looked++ < REPLICAS_MAX) {
                long did = rows.next().getKey().did();
                if (isLast(new ReplicaKey(did, rse))) {
                    found++;
                    if (examples.size() < EXAMPLES_MAX) {
                        examples.add(did);
                    }
                }
            }
            return new MoveForecast.LastCopies(found, examples, !rows.hasNext());
        }
    }

    private boolean isLast(ReplicaKey key) {
        return GoodCopies.others(before, key.did(), rse).isEmpty()
                && GoodCopies.isWanted(before, key.did())
                && (storageGone || Locks.on(before, key.did(), rse).isEmpty());
    }
}
