package org.godwit.rule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.PlanRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.decision.Context;
import org.godwit.model.Epoch;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// Finds what rules would do by deciding them on a transaction that nobody applies: the very code
/// that would add them says where their copies go. Pure; writes nothing. A rule that is planned in
/// the background is followed up to [#LOCKS_MAX] locks, and scaled up from there.
public final class DryRun {
    /// Locks after which a dry run stops.
    static final int LOCKS_MAX = 20_000;

    /// Most rules of a plan: it says of each what becomes of every RSE.
    static final int RULES_MAX = 100;

    /// Groups of files whose RSEs a plan remembers.
    static final int TARGETS_MAX = 10_000;

    /// Files that are counted to know how large data is.
    private static final int FILES_COUNTED_MAX = 1_000_000;

    /// No change set has this index, so that what the dry run makes is told from what is there.
    private static final long INDEX = Long.MAX_VALUE;

    private final CatalogView before;
    private final AddRule command;
    private final Context context;
    private final Map<RuleId, Map<Integer, Count>> present = new HashMap<>();
    private final Map<RuleId, Map<Integer, Count>> wanted = new HashMap<>();
    private final Map<RuleId, Count> coming = new HashMap<>();
    private final List<RequestRow> requests = new ArrayList<>();
    private final List<PlanRow.PlanTarget> targets = new ArrayList<>();
    private boolean exact = true;

    private DryRun(CatalogView view, AddRule command, Instant now, RandomGenerator random) {
        this.before = view;
        this.command = command;
        this.context = new Context(new Transaction(view), now, random, new Epoch(0, 0), INDEX);
    }

    /// What the rules would do, or why they would be refused.
    public static Forecast of(
            CatalogView view, AddRule command, Instant now, RandomGenerator random) {
        return new DryRun(view, command, now, random).run();
    }

    private Forecast run() {
        int rules = command.dids().size() * command.specs().size();
        if (rules > RULES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_RULE,
                    rules + " rules are too many for a plan: plan at most " + RULES_MAX);
        }
        List<RuleId> ids = command.decide(context);
        List<RuleRow> rows = ids.stream().map(id -> Rules.row(context.tx(), id)).toList();
        List<String> facts = PlanFacts.of(context, ids, Optional.empty());
        ids.forEach(this::goOn);
        read(ids);
        List<Forecast.OfRule> found = new ArrayList<>();
        double factor = 1;
        for (int i = 0; i < ids.size(); i++) {
            double scale = scale(ids.get(i), rows.get(i));
            factor = Math.max(factor, scale);
            found.add(rule(i, ids.get(i), rows.get(i), scale));
        }
        if (targets.size() > TARGETS_MAX) {
            exact = false;
            targets.clear();
        }
        List<Forecast.OnLink> links = new LinkForecasts(before, context.now()).of(requests, factor);
        return new Forecast(found, links, quotas(rows), exact, targets, facts);
    }

    /// Plans a rule that would be planned in the background, as if it were so far.
    private void goOn(RuleId id) {
        RuleRow rule = Rules.row(context.tx(), id);
        if (rule.state() == RuleState.WAITING_APPROVAL) {
            RuleRow approved =
                    rule.withState(RuleState.OK, Optional.empty(), context.now())
                            .withTerms(
                                    rule.terms().withIgnoreLimit(true).withStart(Optional.empty()),
                                    context.now());
            long _ = RuleStart.begin(context, id, approved, true, 0);
        }
        if (rule.terms().splitContainer()) {
            exact = false;
            return;
        }
        boolean more = Rules.row(context.tx(), id).state() == RuleState.INJECT;
        long room = LOCKS_MAX / Math.max(1, command.dids().size() * command.specs().size());
        for (long locks = 0; more && locks < room; locks += RuleLimits.CHUNK_LOCKS) {
            more = RulePlan.advance(context, id, Rules.row(context.tx(), id));
        }
        exact &= !more;
    }

    private void read(List<RuleId> ids) {
        Map<RuleId, Integer> numbers = new HashMap<>();
        ids.forEach(id -> numbers.put(id, numbers.size()));
        for (Change<?, ?> change : context.tx().changes()) {
            if (!(change instanceof Change.Put<?, ?> put)) {
                continue;
            }
            if (put.key() instanceof LockKey key
                    && put.value() instanceof LockRow lock
                    && numbers.containsKey(key.rule())) {
                lock(key.rule(), key.did(), key.rse(), lock);
            }
            if (put.value() instanceof RequestRow request && request.generation() == INDEX) {
                requests.add(request);
            }
            if (put.key() instanceof RuleDidKey key
                    && put.value() instanceof TargetsRow row
                    && numbers.containsKey(key.rule())) {
                targets.add(
                        new PlanRow.PlanTarget(
                                numbers.getOrDefault(key.rule(), 0), key.did(), row.rses()));
            }
        }
        addFiles(numbers);
    }

    /// Files that were placed by themselves have their RSEs from their locks.
    private void addFiles(Map<RuleId, Integer> numbers) {
        Map<RuleId, Map<Long, List<Integer>>> files = new HashMap<>();
        for (Change<?, ?> change : context.tx().changes()) {
            if (change instanceof Change.Put<?, ?> put
                    && put.key() instanceof LockKey key
                    && numbers.containsKey(key.rule())
                    && FilePlanner.alone(Rules.row(context.tx(), key.rule()), key.did())) {
                files.computeIfAbsent(key.rule(), _ -> new TreeMap<>())
                        .computeIfAbsent(key.did(), _ -> new ArrayList<>())
                        .add(key.rse());
            }
        }
        files.forEach((id, rses) ->
                rses.forEach((did, at) ->
                        targets.add(new PlanRow.PlanTarget(numbers.getOrDefault(id, 0), did, at))));
    }

    private void lock(RuleId id, long did, int rse, LockRow lock) {
        Count one = new Count(1, lock.bytes());
        wanted.computeIfAbsent(id, _ -> new TreeMap<>()).merge(rse, one, Count::plus);
        if (lock.state() == LockState.OK) {
            present.computeIfAbsent(id, _ -> new TreeMap<>()).merge(rse, one, Count::plus);
        } else if (before.get(Tables.REQUESTS, new ReplicaKey(did, rse)).isPresent()) {
            coming.merge(id, one, Count::plus);
        }
    }

    /// How many times as much the rule keeps as was planned here.
    private double scale(RuleId id, RuleRow rule) {
        long planned = sum(wanted.getOrDefault(id, Map.of())).items();
        boolean more = Rules.row(context.tx(), id).state() == RuleState.INJECT;
        if (!more || planned == 0) {
            return 1;
        }
        long all = Tree.files(before, rule.did(), FILES_COUNTED_MAX).items() * rule.copies();
        return Math.max(1, (double) all / planned);
    }

    private Forecast.OfRule rule(int number, RuleId id, RuleRow rule, double scale) {
        Map<Integer, Count> all = wanted.getOrDefault(id, Map.of());
        Map<Integer, Count> there = present.getOrDefault(id, Map.of());
        List<Forecast.AtRse> rses =
                new Verdicts(
                                new Context(
                                        new Transaction(before),
                                        context.now(),
                                        context.random(),
                                        context.epoch(),
                                        INDEX),
                                rule)
                        .of(all, there, scale);
        return new Forecast.OfRule(
                command.statements().get(number),
                rule.state(),
                scaled(sum(all), scale),
                scaled(sum(there), scale),
                scaled(coming.getOrDefault(id, Count.ZERO), scale),
                rses);
    }

    private List<Forecast.OfQuota> quotas(List<RuleRow> rows) {
        if (rows.isEmpty() || Quota.of(before, rows.getFirst()).unlimited()) {
            return List.of();
        }
        Map<Integer, Long> more = new TreeMap<>();
        wanted.values()
                .forEach(rses ->
                        rses.forEach((rse, count) -> more.merge(rse, count.bytes(), Long::sum)));
        return Quota.of(before, rows.getFirst()).after(more);
    }

    static Count scaled(Count count, double scale) {
        return scale == 1
                ? count
                : new Count(Math.round(count.items() * scale), Math.round(count.bytes() * scale));
    }

    static Count sum(Map<Integer, Count> counts) {
        return counts.values().stream().reduce(Count.ZERO, Count::plus);
    }

    /// The name of an RSE.
    static String name(CatalogView view, int rse) {
        return Rses.row(view, rse).name();
    }

    /// The name of a DID.
    static String name(CatalogView view, long did) {
        return Dids.name(view, did).toString();
    }
}
