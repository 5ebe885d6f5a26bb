package org.godwit.it.rules.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.check.CatalogCheck;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Grouping;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Dids;
import org.godwit.rule.Rules;
import org.godwit.topology.Rses;

/// Holds a catalogue against the model.
final class Comparison {
    private final CatalogView view;
    private final RuleModel model;
    private final Map<String, RuleId> ids;

    /// By rule and file, the RSEs with a lock, and its state.
    private final Map<RuleId, Map<String, Map<String, LockState>>> locks = new HashMap<>();

    Comparison(CatalogView view, RuleModel model, Map<String, RuleId> ids) {
        this.view = view;
        this.model = model;
        this.ids = ids;
    }

    static boolean isRequested(CatalogView view, String file, String rse) {
        ReplicaKey key = new ReplicaKey(Dids.id(view, ModelRun.did(file)), Rses.id(view, rse));
        return view.get(Tables.REQUESTS, key).isPresent();
    }

    /// The first way in which they differ.
    Optional<String> difference() {
        List<String> problems = new ArrayList<>();
        CatalogCheck.run(view, 1, Progress.NONE)
                .findings()
                .forEach(finding -> problems.add("check: " + finding));
        readLocks(problems);
        ids.forEach((name, id) ->
                compare(id, Objects.requireNonNull(model.rules().get(name)), problems));
        replicas(problems);
        return problems.stream().findFirst();
    }

    private void readLocks(List<String> problems) {
        try (Cursor<LockKey, LockRow> rows = view.scanAll(Tables.LOCKS)) {
            while (rows.hasNext()) {
                Map.Entry<LockKey, LockRow> row = rows.next();
                RuleId rule = row.getKey().rule();
                if (!ids.containsValue(rule)) {
                    problems.add("a lock of a rule that is gone: " + row);
                }
                if (view.get(Tables.LOCK_MOVES, row.getKey()).isPresent()) {
                    continue; // it stands for the one that it is to replace
                }
                locks.computeIfAbsent(rule, _ -> new TreeMap<>())
                        .computeIfAbsent(
                                Dids.name(view, row.getKey().did()).name(), _ -> new TreeMap<>())
                        .put(Rses.row(view, row.getKey().rse()).name(), row.getValue().state());
            }
        }
    }

    private void compare(RuleId id, RuleModel.Rule rule, List<String> problems) {
        RuleRow row = Rules.row(view, id);
        Map<String, Map<String, LockState>> held = locks.getOrDefault(id, Map.of());
        Set<String> wanted = model.below(rule.did());
        if (row.state() == RuleState.INJECT) {
            if (model.canBeMet(rule)) {
                problems.add(rule + " waits though it could be met: " + row.error());
            }
            return;
        }
        if (!held.keySet().equals(wanted)) {
            problems.add(rule + " locks " + held.keySet() + ", not " + wanted);
            return;
        }
        boolean canBeMet = model.canBeMet(rule);
        held.forEach((file, at) -> {
            boolean moves = isMoving(id, file);
            if (at.size() != rule.copies()
                    || (canBeMet && !moves && !model.allows(rule, at.keySet()))) {
                problems.add(rule + " keeps " + file + " at " + at.keySet());
            }
            at.forEach((rse, state) -> {
                if ((state == LockState.OK) != model.isThere(file, rse)) {
                    problems.add(rule + ": the lock on " + file + " at " + rse + " is " + state);
                }
            });
        });
        grouped(id, rule, held, problems);
        boolean allThere =
                held.values().stream()
                        .allMatch(at ->
                                at.values().stream().allMatch(state -> state == LockState.OK));
        boolean moves = held.keySet().stream().anyMatch(file -> isMoving(id, file));
        RuleState state = allThere && !moves ? RuleState.OK : RuleState.REPLICATING;
        if (row.state() != state) {
            problems.add(rule + " is " + row.state() + ", not " + state);
        }
    }

    /// Files of one group are at the same RSEs, unless they moved there one by one.
    private void grouped(
            RuleId id,
            RuleModel.Rule rule,
            Map<String, Map<String, LockState>> held,
            List<String> problems) {
        Map<Set<String>, Set<String>> places = new HashMap<>();
        held.forEach((file, at) -> {
            Set<String> group =
                    switch (rule.grouping()) {
                        case ALL -> Set.of(rule.did());
                        case DATASET -> model.datasetsOf(rule.did(), file);
                        case NONE -> Set.of(file);
                    };
            if (group.size() == 1 && !isMoving(id, file)) {
                places.computeIfAbsent(group, _ -> new TreeSet<>())
                        .add(String.valueOf(new TreeSet<>(at.keySet())));
            }
        });
        places.forEach((group, sets) -> {
            if (sets.size() > 1 && isSettledGroup(rule)) {
                problems.add(rule + " keeps files of " + group + " at " + sets);
            }
        });
    }

    /// Groups whose files were never in another dataset are together; a file that was in two keeps
    /// the RSEs of the first, which the model does not remember.
    private static boolean isSettledGroup(RuleModel.Rule rule) {
        return rule.grouping() == Grouping.ALL;
    }

    private boolean isMoving(RuleId id, String file) {
        long did = Dids.id(view, ModelRun.did(file));
        try (Cursor<LockKey, Integer> moves =
                view.scan(
                        Tables.LOCK_MOVES,
                        new LockKey(did, 0, new RuleId(0, 0)),
                        new LockKey(did + 1, 0, new RuleId(0, 0)))) {
            while (moves.hasNext()) {
                if (moves.next().getKey().rule().equals(id)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// What no rule wants has a tombstone, what one wants has none, and nothing else is copied.
    private void replicas(List<String> problems) {
        try (Cursor<ReplicaKey, ReplicaRow> rows = view.scanAll(Tables.REPLICAS)) {
            while (rows.hasNext()) {
                Map.Entry<ReplicaKey, ReplicaRow> row = rows.next();
                String file = Dids.name(view, row.getKey().did()).name();
                String rse = Rses.row(view, row.getKey().rse()).name();
                boolean there = row.getValue().state() == ReplicaState.AVAILABLE;
                if (there != model.isThere(file, rse)) {
                    problems.add("the replica of " + file + " at " + rse + " is " + row);
                }
                if (row.getValue().tombstone().isPresent() && isLocked(row.getKey())) {
                    problems.add("a tombstone on " + file + " at " + rse + ", which is locked");
                }
            }
        }
    }

    private boolean isLocked(ReplicaKey key) {
        try (Cursor<LockKey, LockRow> rows =
                view.scan(
                        Tables.LOCKS,
                        new LockKey(key.did(), key.rse(), new RuleId(0, 0)),
                        new LockKey(key.did(), key.rse() + 1, new RuleId(0, 0)))) {
            return rows.hasNext();
        }
    }
}
