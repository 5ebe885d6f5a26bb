package org.godwit.relocation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.RequestRow;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.decision.Context;
import org.godwit.model.Epoch;
import org.godwit.model.RuleId;
import org.godwit.rule.Forecast;
import org.godwit.rule.LinkForecasts;
import org.godwit.rule.MoveLimits;
import org.godwit.rule.MoveLocks;
import org.godwit.rule.PlannedMoves;

/// Moves copies on a transaction that nobody applies, and reads what came of it.
final class Thought {
    /// Locks that are moved in thought; what goes beyond is scaled up.
    private static final int LOCKS_MAX = 20_000;

    /// Decisions that are made in thought.
    private static final int DECISIONS_MAX = 500;

    /// No change set has this index, so that what is made in thought is told from what is there.
    private static final long INDEX = Long.MAX_VALUE;

    private final CatalogView before;
    private final Context context;
    private final Map<RuleId, Set<Integer>> to = new HashMap<>();
    private final Map<RuleId, Count> begun = new HashMap<>();
    private final Map<RuleDidKey, Set<Integer>> files = new TreeMap<>();
    private final Map<RuleDidKey, TargetsRow> groups = new TreeMap<>();
    private final List<RequestRow> requests = new ArrayList<>();

    Thought(CatalogView before, Instant now) {
        this.before = before;
        this.context =
                new Context(
                        new Transaction(before),
                        now,
                        new SplittableRandom(now.toEpochMilli()),
                        new Epoch(0, 0),
                        INDEX);
    }

    /// In which it is decided what is to be moved.
    Context context() {
        return context;
    }

    /// Moves what is to be moved, of these rules. Answers whether all was.
    boolean move(Map<RuleId, RuleRow> rules) {
        MoveLocks step = new MoveLocks(new MoveLimits(Integer.MAX_VALUE, Integer.MAX_VALUE));
        MoveLocks.Progress progress = MoveLocks.Progress.MORE;
        for (int i = 0; i < DECISIONS_MAX && progress == MoveLocks.Progress.MORE; i++) {
            progress = step.decide(context);
            if (underWay(context.tx()) - underWay(before) > LOCKS_MAX) {
                break;
            }
        }
        read(rules);
        return progress != MoveLocks.Progress.MORE;
    }

    private static long underWay(CatalogView view) {
        return view.get(Tables.COUNTERS, CounterKey.lockMoves()).orElse(Count.ZERO).items();
    }

    private void read(Map<RuleId, RuleRow> rules) {
        for (Change<?, ?> change : context.tx().changes()) {
            if (!(change instanceof Change.Put<?, ?> put)) {
                continue;
            }
            if (put.value() instanceof RequestRow request && request.generation() == INDEX) {
                requests.add(request);
            }
            if (put.key() instanceof LockKey key
                    && put.value() instanceof LockRow lock
                    && before.get(Tables.LOCKS, key).isEmpty()) {
                Optional.ofNullable(rules.get(key.rule())).ifPresent(rule -> lock(key, lock, rule));
            }
            if (put.key() instanceof RuleDidKey key
                    && put.value() instanceof TargetsRow row
                    && rules.containsKey(key.rule())
                    && before.get(Tables.RULE_TARGETS, key)
                            .filter(was -> !was.equals(row))
                            .isPresent()) {
                groups.put(key, row);
            }
        }
    }

    private void lock(LockKey key, LockRow lock, RuleRow rule) {
        to.computeIfAbsent(key.rule(), _ -> new TreeSet<>()).add(key.rse());
        begun.merge(key.rule(), new Count(1, lock.bytes()), Count::plus);
        if (PlannedMoves.isAlone(rule, key.did())) {
            files.computeIfAbsent(new RuleDidKey(key.rule(), key.did()), _ -> new TreeSet<>())
                    .add(key.rse());
        }
    }

    /// The RSEs that a rule's copies went to.
    List<Integer> destinations(RuleId rule) {
        return List.copyOf(to.getOrDefault(rule, Set.of()));
    }

    /// Files that are placed by themselves, and the RSEs that each came to.
    Map<RuleDidKey, Set<Integer>> files() {
        return files;
    }

    /// Groups for which other RSEs were chosen.
    Map<RuleDidKey, TargetsRow> groups() {
        return groups;
    }

    /// What moves over links if it is so many copies in truth.
    List<Forecast.OnLink> links(long copies) {
        long seen = begun.values().stream().mapToLong(Count::items).sum();
        double factor = seen == 0 ? 1 : Math.max(1, (double) copies / seen);
        return new LinkForecasts(before, context.now()).of(requests, factor);
    }
}
