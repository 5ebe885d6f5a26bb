package org.godwit.relocation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.MovePlanRow;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.expression.Dialect;
import org.godwit.lock.Locks;
import org.godwit.model.Grouping;
import org.godwit.model.LockState;
import org.godwit.model.MoveKind;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Tree;
import org.godwit.rule.Leaving;
import org.godwit.rule.PlannedMoves;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Drains;
import org.godwit.topology.RseMatch;
import org.godwit.topology.Rses;

/// Finds which groups of files should move from the fuller to the emptier of some RSEs, the biggest
/// gain first: groups of rules that are OK, not locked, and may lie at the other RSE as well. A
/// group moves as a whole.
///
/// @param expression the RSEs to be balanced among each other
/// @param attribute whose numbers say what share of all bytes an RSE should hold; by the size of
///   the storages if absent
/// @param sizes bytes of the storages that are known, by RSE
/// @param filesMax most copies that are moved
/// @param bytesMax most bytes that are moved
public record PlanRebalance(
        String expression,
        Optional<String> attribute,
        Map<Integer, Long> sizes,
        long filesMax,
        long bytesMax) {
    /// Groups that are compared, the largest.
    private static final int CANDIDATES_MAX = 20_000;

    /// Rules that stay which a plan tells of.
    private static final int STAYING_MAX = 100;

    /// Files that are looked at to see whether other rules keep them at the same RSE.
    private static final int SAMPLE = 20;

    public PlanRebalance {
        sizes = Map.copyOf(sizes);
    }

    /// A group at an RSE that is too full.
    private record Candidate(
            RuleId rule, long group, List<Integer> before, int from, Count files) {}

    /// What it would move.
    public MoveForecast of(CatalogView view, Instant now) {
        return new Search(view, now).run();
    }

    /// One plan under way.
    private final class Search {
        private final CatalogView view;
        private final Thought thought;
        private final List<Integer> rses = new ArrayList<>();
        private final Map<Integer, Double> shares = new TreeMap<>();
        private final Map<Integer, Long> held = new TreeMap<>();
        private final Map<Integer, Double> excess = new TreeMap<>();
        private final PriorityQueue<Candidate> candidates =
                new PriorityQueue<>(Comparator.comparingLong(one -> one.files().bytes()));
        private final Map<RuleId, RuleRow> rules = new TreeMap<>();
        private final Map<RuleId, PlannedMoves.Check> checks = new HashMap<>();
        private final Map<RuleId, Moving> moving = new TreeMap<>();
        private final List<MoveForecast.Staying> staying = new ArrayList<>();
        private final List<MovePlanRow.MoveTarget> targets = new ArrayList<>();
        private long filesLeft = filesMax;
        private long bytesLeft = bytesMax;
        private boolean exact = true;

        Search(CatalogView view, Instant now) {
            this.view = view;
            this.thought = new Thought(view, now);
        }

        /// What one rule moves.
        private static final class Moving {
            private final Set<Integer> from = new TreeSet<>();
            private final Set<Integer> to = new TreeSet<>();
            private Count files = Count.ZERO;
        }

        MoveForecast run() {
            rses.addAll(RseMatch.idsOrFail(view, expression, Dialect.RULE));
            rses.removeAll(Drains.closed(view));
            if (rses.size() < 2) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "\"%s\" names %d RSEs in use; two or more can be balanced"
                                .formatted(expression, rses.size()));
            }
            measure();
            findCandidates();
            List<Candidate> ordered = new ArrayList<>(candidates);
            ordered.sort(
                    Comparator.comparingLong((Candidate one) -> -one.files().bytes())
                            .thenComparing(Candidate::rule)
                            .thenComparingLong(Candidate::group));
            ordered.forEach(this::consider);
            targets.forEach(target ->
                    PlannedMoves.begin(
                            thought.context(), target.rule(), target.did(), target.rses()));
            boolean all = thought.move(rules);
            return forecast(all);
        }

        private MoveForecast forecast(boolean all) {
            List<MoveForecast.OfRule> moved = new ArrayList<>();
            moving.forEach((id, move) ->
                    moved.add(
                            new MoveForecast.OfRule(
                                    id,
                                    rule(id).did(),
                                    rule(id).account(),
                                    List.copyOf(move.from),
                                    List.copyOf(move.to),
                                    move.files)));
            long copies = moved.stream().mapToLong(one -> one.files().items()).sum();
            long sum = held.values().stream().mapToLong(Long::longValue).sum();
            List<MoveForecast.Fill> fills =
                    rses.stream()
                            .map(rse ->
                                    new MoveForecast.Fill(
                                            rse,
                                            held.getOrDefault(rse, 0L),
                                            Math.round(
                                                    shares.getOrDefault(rse, 0.0) * sum
                                                            + excess.getOrDefault(rse, 0.0)),
                                            shares.getOrDefault(rse, 0.0),
                                            Optional.ofNullable(sizes.get(rse))))
                            .toList();
            return new MoveForecast(
                    MoveKind.REBALANCE,
                    rses,
                    false,
                    new Count(0, sum),
                    moved,
                    staying,
                    thought.links(copies),
                    fills,
                    MoveForecast.LastCopies.NONE,
                    exact && all,
                    targets);
        }

        /// What each RSE holds, and how much more than its share that is.
        private void measure() {
            double weights = 0;
            for (int rse : rses) {
                double weight = weight(rse);
                weights += weight;
                shares.put(rse, weight);
                held.put(rse, kept(rse));
            }
            double sum = held.values().stream().mapToLong(Long::longValue).sum();
            for (int rse : rses) {
                double share = shares.getOrDefault(rse, 0.0) / weights;
                shares.put(rse, share);
                excess.put(rse, held.getOrDefault(rse, 0L) - share * sum);
            }
        }

        private double weight(int rse) {
            if (attribute.isEmpty()) {
                return Optional.ofNullable(sizes.get(rse))
                        .filter(size -> size > 0)
                        .orElseThrow(() ->
                                unknown(
                                        rse,
                                        "its storage has not told its size; give an attribute with --by"));
            }
            String text = Rses.row(view, rse).attributes().getOrDefault(attribute.get(), "nothing");
            try {
                double weight = Double.parseDouble(text);
                if (weight > 0 && Double.isFinite(weight)) {
                    return weight;
                }
            } catch (NumberFormatException _) {
                // said below
            }
            throw unknown(
                    rse,
                    "attribute %s is %s, not a positive number".formatted(attribute.get(), text));
        }

        private EngineException unknown(int rse, String why) {
            return new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "how much RSE %s should hold is not known: %s"
                            .formatted(Rses.row(view, rse).name(), why));
        }

        /// Bytes that something keeps.
        private long kept(int rse) {
            return bytes(CounterKey.rseReplicas(rse, ReplicaState.AVAILABLE))
                    + bytes(CounterKey.rseReplicas(rse, ReplicaState.COPYING))
                    - bytes(CounterKey.rseReclaimable(rse));
        }

        private long bytes(CounterKey counter) {
            return view.get(Tables.COUNTERS, counter).orElse(Count.ZERO).bytes();
        }

        private void findCandidates() {
            try (Cursor<RuleId, RuleRow> all = view.scanAll(Tables.RULES)) {
                while (all.hasNext()) {
                    Map.Entry<RuleId, RuleRow> rule = all.next();
                    for (int rse : rses) {
                        if (excess.getOrDefault(rse, 0.0) > 0) {
                            offer(rule.getKey(), rule.getValue(), rse);
                        }
                    }
                }
            }
        }

        private void offer(RuleId id, RuleRow rule, int rse) {
            Count there = Leaving.locks(view, id, rse);
            if (there.items() == 0 || rule.ended(thought.context().now())) {
                return;
            }
            Optional<String> reason = reason(id, rule);
            if (reason.isPresent()) {
                stays(id, rule, there, reason.get());
                return;
            }
            rules.put(id, rule);
            if (!groups(id, rule, rse, there)) {
                files(id, rse);
            }
        }

        /// Why a rule is not touched, if it is not.
        private Optional<String> reason(RuleId id, RuleRow rule) {
            if (rule.locked()) {
                return Optional.of("it is locked");
            }
            if (rule.state() != RuleState.OK) {
                return Optional.of("it is " + rule.state() + ", not OK");
            }
            return view.get(Tables.RULE_REVIEWS, id).isPresent()
                    ? Optional.of("its copies are being moved already")
                    : Optional.empty();
        }

        private void stays(RuleId id, RuleRow rule, Count there, String why) {
            if (staying.size() < STAYING_MAX) {
                staying.add(new MoveForecast.Staying(id, rule.did(), rule.account(), there, why));
            }
        }

        /// Groups that chose the RSE. Answers whether the rule places files in groups.
        private boolean groups(RuleId id, RuleRow rule, int rse, Count there) {
            boolean any = false;
            try (Cursor<RuleDidKey, TargetsRow> rows =
                    view.scan(
                            Tables.RULE_TARGETS,
                            new RuleDidKey(id, 0),
                            new RuleDidKey(id, Long.MAX_VALUE))) {
                while (rows.hasNext()) {
                    Map.Entry<RuleDidKey, TargetsRow> row = rows.next();
                    any = true;
                    long group = row.getKey().did();
                    if (!row.getValue().rses().contains(rse)) {
                        continue;
                    }
                    boolean whole = rule.grouping() == Grouping.ALL || rule.did() == group;
                    Count files =
                            whole
                                    ? there
                                    : view.get(Tables.COUNTERS, CounterKey.content(group))
                                            .orElse(Count.ZERO);
                    add(new Candidate(id, group, row.getValue().rses(), rse, files));
                }
            }
            return any;
        }

        /// Files that are placed by themselves.
        private void files(RuleId id, int rse) {
            try (Cursor<RuleLockKey, LockState> locks =
                    view.scan(
                            Tables.LOCKS_BY_RULE,
                            new RuleLockKey(id, 0, 0),
                            new RuleLockKey(id, Long.MAX_VALUE, 0))) {
                long file = 0;
                List<Integer> at = new ArrayList<>();
                while (locks.hasNext()) {
                    RuleLockKey lock = locks.next().getKey();
                    if (lock.did() != file) {
                        file(id, file, at, rse);
                        at = new ArrayList<>();
                        file = lock.did();
                    }
                    at.add(lock.rse());
                }
                file(id, file, at, rse);
            }
        }

        private void file(RuleId id, long file, List<Integer> at, int rse) {
            if (at.contains(rse)) {
                LockRow lock = view.get(Tables.LOCKS, new LockKey(file, rse, id)).orElseThrow();
                add(new Candidate(id, file, at, rse, new Count(1, lock.bytes())));
            }
        }

        private void add(Candidate candidate) {
            candidates.add(candidate);
            if (candidates.size() > CANDIDATES_MAX) {
                candidates.poll();
                exact = false;
            }
        }

        /// Moves a group if that brings RSEs nearer to their shares.
        private void consider(Candidate one) {
            long bytes = one.files().bytes();
            if (one.files().items() > filesLeft
                    || bytes > bytesLeft
                    || bytes == 0
                    || targets.size() >= PlanDrain.TARGETS_MAX
                    || excess.getOrDefault(one.from(), 0.0) <= 0) {
                return;
            }
            rses.stream()
                    .filter(rse -> gain(one.from(), rse, bytes) > 0)
                    .filter(rse -> !one.before().contains(rse))
                    .sorted(Comparator.comparingDouble(rse -> excess.getOrDefault(rse, 0.0)))
                    .filter(rse -> check(one.rule()).mayBe(instead(one, rse)))
                    .findFirst()
                    .filter(_ -> isKeptAlone(one))
                    .ifPresent(rse -> move(one, rse));
        }

        /// By how much the two come nearer to their shares together.
        private double gain(int from, int to, long bytes) {
            double a = excess.getOrDefault(from, 0.0);
            double b = excess.getOrDefault(to, 0.0);
            return Math.abs(a) + Math.abs(b) - Math.abs(a - bytes) - Math.abs(b + bytes);
        }

        private PlannedMoves.Check check(RuleId id) {
            return checks.computeIfAbsent(
                    id, key -> new PlannedMoves.Check(thought.context(), key, rule(key)));
        }

        private RuleRow rule(RuleId id) {
            return view.get(Tables.RULES, id).orElseThrow();
        }

        private static List<Integer> instead(Candidate one, int to) {
            return one.before().stream().map(rse -> rse == one.from() ? to : rse).toList();
        }

        /// Whether no other rule keeps the same files there: else nothing would become free.
        private boolean isKeptAlone(Candidate one) {
            List<Long> files =
                    one.files().items() == 1 && view.get(Tables.RULE_TARGETS, key(one)).isEmpty()
                            ? List.of(one.group())
                            : Tree.sample(view, one.group(), SAMPLE);
            long shared =
                    files.stream()
                            .filter(did -> Locks.on(view, did, one.from()).size() > 1)
                            .count();
            if (shared * 2 > files.size()) {
                stays(
                        one.rule(),
                        rule(one.rule()),
                        one.files(),
                        "other rules keep the same files there");
                return false;
            }
            return true;
        }

        private static RuleDidKey key(Candidate one) {
            return new RuleDidKey(one.rule(), one.group());
        }

        private void move(Candidate one, int to) {
            long bytes = one.files().bytes();
            excess.merge(one.from(), (double) -bytes, Double::sum);
            excess.merge(to, (double) bytes, Double::sum);
            filesLeft -= one.files().items();
            bytesLeft -= bytes;
            targets.add(
                    new MovePlanRow.MoveTarget(
                            one.rule(), one.group(), one.before(), instead(one, to)));
            Moving rule = moving.computeIfAbsent(one.rule(), _ -> new Moving());
            rule.from.add(one.from());
            rule.to.add(to);
            rule.files = rule.files.plus(one.files());
        }
    }
}
