package org.godwit.relocation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.MovePlanRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.decision.Context;
import org.godwit.deletion.GoodCopies;
import org.godwit.lock.Locks;
import org.godwit.model.Epoch;
import org.godwit.model.LockState;
import org.godwit.model.MoveKind;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.rule.Forecast;
import org.godwit.rule.Leaving;
import org.godwit.rule.LinkForecasts;
import org.godwit.rule.MoveLimits;
import org.godwit.rule.MoveLocks;
import org.godwit.rule.PlannedMoves;
import org.godwit.topology.Rses;

/// Finds what emptying an RSE would do by deciding it on a transaction that nobody applies: the
/// very commands that would move the copies say where they go.
public final class PlanDrain {
    /// Most rules that a plan tells of.
    public static final int RULES_MAX = 10_000;

    /// Locks that are moved in thought; what goes beyond is scaled up.
    private static final int LOCKS_MAX = 20_000;

    /// Decisions that are made in thought.
    private static final int DECISIONS_MAX = 500;

    /// Groups of files whose RSEs a plan remembers.
    static final int TARGETS_MAX = 10_000;

    /// Replicas that are looked at for last copies.
    private static final int REPLICAS_MAX = 200_000;

    private static final int EXAMPLES_MAX = 10;

    /// No change set has this index, so that what is made in thought is told from what is there.
    private static final long INDEX = Long.MAX_VALUE;

    private final CatalogView before;
    private final int rse;
    private final MoveKind kind;
    private final boolean storageGone;
    private final Context context;
    private final Map<RuleId, Leaving> leaving = new TreeMap<>();
    private final Map<RuleId, Set<Integer>> to = new HashMap<>();
    private final Map<RuleId, Count> begun = new HashMap<>();
    private final List<RequestRow> requests = new ArrayList<>();
    private final List<MovePlanRow.MoveTarget> targets = new ArrayList<>();
    private boolean exact = true;

    private PlanDrain(CatalogView view, int rse, MoveKind kind, boolean gone, Instant now) {
        this.before = view;
        this.rse = rse;
        this.kind = kind;
        this.storageGone = gone;
        this.context =
                new Context(
                        new Transaction(view),
                        now,
                        new SplittableRandom(now.toEpochMilli()),
                        new Epoch(0, 0),
                        INDEX);
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
        read();
        List<MoveForecast.OfRule> moving = new ArrayList<>();
        List<MoveForecast.Staying> staying = new ArrayList<>();
        leaving.values().forEach(rule -> sort(rule, moving, staying));
        long all = moving.stream().mapToLong(rule -> rule.files().items()).sum();
        long seen = begun.values().stream().mapToLong(Count::items).sum();
        double factor = seen == 0 ? 1 : Math.max(1, (double) all / seen);
        if (targets.size() > TARGETS_MAX) {
            exact = false;
            targets.clear();
        }
        List<Forecast.OnLink> links = new LinkForecasts(before, context.now()).of(requests, factor);
        return new MoveForecast(
                kind,
                List.of(rse),
                storageGone,
                held,
                moving,
                staying,
                links,
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
        leaving.values().stream()
                .filter(rule -> rule.obstacle().isEmpty())
                .forEach(rule -> PlannedMoves.review(context, rule.id()));
        MoveLocks step = new MoveLocks(new MoveLimits(Integer.MAX_VALUE, Integer.MAX_VALUE));
        MoveLocks.Progress progress = MoveLocks.Progress.MORE;
        for (int i = 0; i < DECISIONS_MAX && progress == MoveLocks.Progress.MORE; i++) {
            progress = step.decide(context);
            if (underWay(context.tx()) - underWay(before) > LOCKS_MAX) {
                break;
            }
        }
        exact &= progress != MoveLocks.Progress.MORE;
    }

    private static long underWay(CatalogView view) {
        return view.get(Tables.COUNTERS, CounterKey.lockMoves()).orElse(Count.ZERO).items();
    }

    /// What was changed in thought.
    private void read() {
        Map<RuleDidKey, Set<Integer>> files = new TreeMap<>();
        for (Change<?, ?> change : context.tx().changes()) {
            if (!(change instanceof Change.Put<?, ?> put)) {
                continue;
            }
            if (put.value() instanceof RequestRow request && request.generation() == INDEX) {
                requests.add(request);
            }
            if (put.key() instanceof LockKey key && put.value() instanceof LockRow lock) {
                lock(key, lock, files);
            }
            if (put.key() instanceof RuleDidKey key
                    && put.value() instanceof TargetsRow row
                    && leaving.containsKey(key.rule())) {
                before.get(Tables.RULE_TARGETS, key)
                        .filter(was -> was.rses().contains(rse) && !was.equals(row))
                        .ifPresent(was -> target(key, was.rses(), row.rses()));
            }
        }
        files.forEach((key, coming) -> {
            List<Integer> was = held(key);
            List<Integer> now = new ArrayList<>(was);
            now.remove((Integer) rse);
            now.addAll(coming);
            target(key, was, now);
        });
    }

    private void target(RuleDidKey key, List<Integer> was, List<Integer> now) {
        targets.add(new MovePlanRow.MoveTarget(key.rule(), key.did(), was, now));
    }

    private void lock(LockKey key, LockRow lock, Map<RuleDidKey, Set<Integer>> files) {
        Leaving rule = leaving.get(key.rule());
        if (rule == null || before.get(Tables.LOCKS, key).isPresent()) {
            return;
        }
        to.computeIfAbsent(key.rule(), _ -> new TreeSet<>()).add(key.rse());
        begun.merge(key.rule(), new Count(1, lock.bytes()), Count::plus);
        if (PlannedMoves.isAlone(rule.rule(), key.did())) {
            files.computeIfAbsent(new RuleDidKey(key.rule(), key.did()), _ -> new TreeSet<>())
                    .add(key.rse());
        }
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
                        List.copyOf(to.getOrDefault(rule.id(), Set.of())),
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
