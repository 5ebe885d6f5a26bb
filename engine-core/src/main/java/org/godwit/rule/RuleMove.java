package org.godwit.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.decision.Context;
import org.godwit.lock.Locks;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;
import org.godwit.namespace.Tree;
import org.godwit.transfer.Copying;
import org.godwit.transfer.FileCopies;
import org.godwit.transfer.LockMoves;

/// Brings a rule from the RSEs that it has chosen to those that it means now: first what is chosen
/// for its groups, so that files which come meanwhile go the right way, then file by file. A lock
/// with a copy behind it stays until its replacement is there; one without goes at once. What its
/// owner has no room for stays where it is, since both copies count while there are both. For one
/// decision.
final class RuleMove {
    /// The mark of a rule of which nothing has been looked at.
    static final long BEGIN = Long.MIN_VALUE;

    /// Files of a group that are looked at to see where its data is already.
    private static final int SAMPLE = 100;

    private final Context context;
    private final RuleId id;
    private final RuleRow rule;
    private final RuleFit fit;
    private final Copying copying;
    private final Quota quota;
    private final Map<List<Integer>, List<Integer>> decided = new HashMap<>();
    private final Map<List<Integer>, Boolean> right = new HashMap<>();
    private boolean anyPlanned;
    private int visited;
    private int moved;

    RuleMove(Context context, RuleId id, RuleRow rule) {
        this.context = context;
        this.id = id;
        this.rule = rule;
        this.fit = new RuleFit(context, id, rule);
        this.copying = new Copying(context, id, rule);
        this.quota = Quota.of(context.tx(), rule);
    }

    /// Goes on from a mark. Answers whether the rule is done.
    ///
    /// @param room locks that may begin to move
    boolean run(long mark, int room) {
        long reached = mark < 0 ? groups(mark) : mark;
        if (reached >= 0) {
            anyPlanned = PlannedMoves.any(context, id);
            reached = files(reached, room);
        }
        boolean done = reached == Long.MAX_VALUE;
        if (done) {
            PlannedMoves.forget(context, id);
            context.tx().delete(Tables.RULE_REVIEWS, id);
        } else {
            context.tx().put(Tables.RULE_REVIEWS, id, reached);
        }
        Locks.settle(context, id, Optional.empty());
        return done;
    }

    /// Locks that have begun to move.
    int moved() {
        return moved;
    }

    /// Groups and locks looked at.
    int visited() {
        return visited;
    }

    /// Chooses anew for groups; answers the next mark, 0 if all groups are done.
    private long groups(long mark) {
        List<Map.Entry<RuleDidKey, TargetsRow>> rows = new ArrayList<>();
        try (Cursor<RuleDidKey, TargetsRow> chosen =
                context.tx()
                        .scan(
                                Tables.RULE_TARGETS,
                                new RuleDidKey(id, mark - BEGIN + 1),
                                new RuleDidKey(id, Long.MAX_VALUE))) {
            while (chosen.hasNext() && rows.size() < RuleLimits.CHUNK_LOCKS) {
                rows.add(chosen.next());
            }
        }
        for (Map.Entry<RuleDidKey, TargetsRow> row : rows) {
            visited++;
            Optional<List<Integer>> planned = planned(row.getKey().did());
            List<Integer> now =
                    planned.orElseGet(() -> wanted(row.getValue().rses(), row.getKey().did()));
            if (!now.isEmpty()) {
                context.tx().put(Tables.RULE_TARGETS, row.getKey(), new TargetsRow(now));
                if (planned.isEmpty()) {
                    // Its files go together, also if what has set them going is called off.
                    context.tx().put(Tables.PLANNED_MOVES, row.getKey(), new TargetsRow(now));
                }
            }
        }
        return rows.size() < RuleLimits.CHUNK_LOCKS ? 0 : BEGIN + rows.getLast().getKey().did();
    }

    /// What copies at these RSEs should become; empty if they may stay.
    private List<Integer> wanted(List<Integer> rses, long group) {
        List<Integer> before = decided.get(rses);
        if (before != null) {
            return before;
        }
        if (fit.better(rses).isEmpty()) {
            decided.put(rses, List.of());
            return List.of();
        }
        Presence presence = new Presence();
        Tree.sample(context.tx(), group, SAMPLE)
                .forEach(file -> presence.add(FileCopies.of(context.tx(), file, 0)));
        return fit.better(rses, presence, 0);
    }

    /// Moves locks of files behind a mark; answers the next mark.
    private long files(long mark, int room) {
        List<RuleLockKey> locks = new ArrayList<>();
        boolean more;
        try (Cursor<RuleLockKey, LockState> rows =
                context.tx()
                        .scan(
                                Tables.LOCKS_BY_RULE,
                                new RuleLockKey(id, mark + 1, 0),
                                new RuleLockKey(id, Long.MAX_VALUE, 0))) {
            while (rows.hasNext() && locks.size() < RuleLimits.CHUNK_VISITS) {
                locks.add(rows.next().getKey());
            }
            more = rows.hasNext();
        }
        long reached = mark;
        for (List<RuleLockKey> file : byFile(locks, more)) {
            if (moved >= room) {
                return reached;
            }
            visited += file.size();
            file(file);
            reached = file.getFirst().did();
        }
        return more ? reached : Long.MAX_VALUE;
    }

    /// The locks of each file; the last one may not be whole and is left out if more follow.
    private static List<List<RuleLockKey>> byFile(List<RuleLockKey> locks, boolean more) {
        List<List<RuleLockKey>> files = new ArrayList<>();
        for (RuleLockKey lock : locks) {
            if (files.isEmpty() || files.getLast().getFirst().did() != lock.did()) {
                files.add(new ArrayList<>());
            }
            files.getLast().add(lock);
        }
        if (more && files.size() > 1) {
            files.removeLast();
        }
        return files;
    }

    private void file(List<RuleLockKey> locks) {
        long did = locks.getFirst().did();
        Map<Integer, Integer> leaving = new HashMap<>();
        for (RuleLockKey lock : locks) {
            LockMoves.left(context, key(did, lock.rse()))
                    .ifPresent(from -> leaving.put(from, lock.rse()));
        }
        List<Integer> held =
                locks.stream()
                        .map(RuleLockKey::rse)
                        .filter(rse -> !leaving.containsKey(rse))
                        .toList();
        Optional<List<Integer>> planned = plannedFor(did);
        if (planned.isEmpty() && decided.getOrDefault(held, List.of(0)).isEmpty()) {
            return;
        }
        List<Integer> wanted = planned.orElseGet(() -> wanted(did, held));
        List<Integer> coming = wanted.stream().filter(rse -> !held.contains(rse)).toList();
        List<Integer> going = held.stream().filter(rse -> !wanted.contains(rse)).toList();
        if (wanted.isEmpty() || coming.isEmpty()) {
            return;
        }
        for (int i = 0; i < Math.min(coming.size(), going.size()); i++) {
            move(did, going.get(i), coming.get(i), locks);
        }
    }

    /// Where a file should be: as its group if that fits, else as can be chosen for it alone.
    private List<Integer> wanted(long did, List<Integer> held) {
        FileCopies file = FileCopies.of(context.tx(), did, 0);
        if (fit.better(held).isEmpty()) {
            decided.put(held, List.of());
            return List.of();
        }
        for (long group : groupsOf(did)) {
            Optional<TargetsRow> chosen =
                    context.tx().get(Tables.RULE_TARGETS, new RuleDidKey(id, group));
            if (chosen.isPresent() && fit.better(chosen.get().rses()).isEmpty()) {
                return chosen.get().rses();
            }
        }
        Presence presence = new Presence();
        presence.add(file);
        return fit.better(held, presence, 0);
    }

    /// Where a file goes because it, or a group of it, is being moved.
    private Optional<List<Integer>> plannedFor(long did) {
        if (!anyPlanned) {
            return Optional.empty();
        }
        return groupsOf(did).stream().flatMap(group -> planned(group).stream()).findFirst();
    }

    /// Where a group is being moved to, if that is still right.
    private Optional<List<Integer>> planned(long group) {
        return context.tx()
                .get(Tables.PLANNED_MOVES, new RuleDidKey(id, group))
                .map(TargetsRow::rses)
                .filter(rses -> right.computeIfAbsent(rses, fit::mayBe));
    }

    private List<Long> groupsOf(long did) {
        if (FilePlanner.alone(rule, did)) {
            return List.of(did);
        }
        return switch (rule.grouping()) {
            case ALL -> List.of(rule.did());
            case DATASET -> Tree.parents(context.tx(), did);
            case NONE -> List.of(did);
        };
    }

    private void move(long did, int from, int to, List<RuleLockKey> locks) {
        LockKey old = key(did, from);
        LockRow row = context.tx().get(Tables.LOCKS, old).orElseThrow();
        Optional<Integer> before = LockMoves.left(context, old);
        if (locks.stream().anyMatch(lock -> lock.rse() == to)) {
            stay(old, row, to, locks);
            return;
        }
        if (quota.refusal(to, row.bytes()).isPresent()) {
            return;
        }
        quota.take(List.of(to), row.bytes());
        boolean waits = row.state() == LockState.OK;
        if (!waits) {
            // There is no copy that could be lost.
            LockMoves.unlock(context, old, rule.purgeReplicas());
        }
        LockState state = copying.lock(FileCopies.of(context.tx(), did, row.bytes()), to);
        moved++;
        if (state == LockState.OK) {
            if (waits) {
                LockMoves.unlock(context, old, rule.purgeReplicas());
            }
            before.ifPresent(
                    first -> LockMoves.unlock(context, key(did, first), rule.purgeReplicas()));
        } else if (waits) {
            LockMoves.begin(context, key(did, to), from);
        } else {
            before.ifPresent(first -> LockMoves.begin(context, key(did, to), first));
        }
    }

    /// The RSE that a lock is to move to has one, which was about to be given back for a third: now
    /// that one takes the place of this lock instead.
    private void stay(LockKey old, LockRow row, int to, List<RuleLockKey> locks) {
        boolean isThere = row.state() == LockState.OK;
        Optional<Integer> before = LockMoves.left(context, old);
        if (!isThere) {
            LockMoves.unlock(context, old, rule.purgeReplicas());
        }
        if (before.equals(Optional.of(to))) {
            return;
        }
        Optional<Integer> leaves = isThere ? Optional.of(old.rse()) : before;
        locks.stream()
                .map(lock -> key(lock.did(), lock.rse()))
                .filter(lock -> LockMoves.left(context, lock).equals(Optional.of(to)))
                .forEach(third ->
                        leaves.ifPresentOrElse(
                                rse -> LockMoves.begin(context, third, rse),
                                () -> LockMoves.callOff(context, third)));
    }

    private LockKey key(long did, int rse) {
        return new LockKey(did, rse, id);
    }
}
