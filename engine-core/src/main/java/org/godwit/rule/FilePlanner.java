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
import org.godwit.model.LockState;
import org.godwit.model.RuleId;
import org.godwit.namespace.Tree;
import org.godwit.transfer.Requests;
import org.jspecify.annotations.Nullable;

/// Brings one rule's locks on single files in line with what its DID holds. Every call is
/// idempotent: a file that has its locks keeps them. For one rule and one decision; the rule's
/// state is the caller's to settle.
final class FilePlanner {
    private final Context context;
    private final RuleId id;
    private final RuleRow rule;
    private final Map<Long, Boolean> reachable = new HashMap<>();
    private @Nullable Placement placement;

    FilePlanner(Context context, RuleId id, RuleRow rule) {
        this.context = context;
        this.id = id;
        this.rule = rule;
    }

    /// Writes the locks of a file unless it has them. Answers how many were written. Fails, with
    /// nothing changed, if RSEs must be chosen and cannot.
    int plan(long collection, long file, long bytes) {
        if (!locks(file).isEmpty()) {
            return 0;
        }
        List<Integer> targets = targets(collection, file);
        targets.forEach(rse -> Requests.lock(context, file, rse, id, rule, bytes));
        return targets.size();
    }

    /// Removes the rule's locks on a file and what only they wanted. Answers how many there were.
    int release(long file) {
        List<RuleLockKey> locks = locks(file);
        for (RuleLockKey lock : locks) {
            context.tx().delete(Tables.LOCKS, new LockKey(file, lock.rse(), id));
            Requests.unwanted(context, file, lock.rse(), rule.purgeReplicas());
        }
        return locks.size();
    }

    /// Makes the requests behind a file's unfinished locks follow the rule as it is now.
    void renew(long file) {
        for (RuleLockKey key : locks(file)) {
            LockKey lockKey = new LockKey(file, key.rse(), id);
            LockRow lock = context.tx().get(Tables.LOCKS, lockKey).orElseThrow();
            if (lock.state() != LockState.OK) {
                LockState state = Requests.want(context, file, key.rse(), id, rule);
                context.tx()
                        .put(
                                Tables.LOCKS,
                                lockKey,
                                new LockRow(state, lock.bytes(), lock.account()));
            }
        }
    }

    /// Whether the rule's DID is this collection or holds it, directly or through others.
    boolean covers(long collection) {
        return reachable.computeIfAbsent(
                collection, c -> Tree.withAncestors(context.tx(), c).contains(rule.did()));
    }

    /// Whether the rule's DID is this file or holds it, directly or through others.
    boolean coversFile(long file) {
        return rule.did() == file
                || Tree.parents(context.tx(), file).stream().anyMatch(this::covers);
    }

    private List<RuleLockKey> locks(long file) {
        List<RuleLockKey> locks = new ArrayList<>();
        try (Cursor<RuleLockKey, LockState> rows =
                context.tx()
                        .scan(
                                Tables.LOCKS_BY_RULE,
                                new RuleLockKey(id, file, 0),
                                new RuleLockKey(id, file + 1, 0))) {
            rows.forEachRemaining(row -> locks.add(row.getKey()));
        }
        return locks;
    }

    /// The RSEs of a file: those chosen for its group before, or chosen now and kept for the files
    /// that the group gains later.
    private List<Integer> targets(long collection, long file) {
        if (rule.did() == file) {
            return chooseFor(List.of(file));
        }
        return switch (rule.grouping()) {
            case ALL -> targetsOf(rule.did());
            case DATASET -> targetsOf(collection);
            case NONE -> chooseFor(List.of(file));
        };
    }

    private List<Integer> targetsOf(long group) {
        RuleDidKey key = new RuleDidKey(id, group);
        Optional<TargetsRow> chosen = context.tx().get(Tables.RULE_TARGETS, key);
        if (chosen.isPresent()) {
            return chosen.get().rses();
        }
        List<Integer> rses =
                chooseFor(Tree.sample(context.tx(), group, RuleLimits.PLACEMENT_SAMPLE));
        context.tx().put(Tables.RULE_TARGETS, key, new TargetsRow(rses));
        return rses;
    }

    private List<Integer> chooseFor(List<Long> files) {
        Presence presence = new Presence();
        files.forEach(file -> presence.add(context.tx(), file));
        if (placement == null) {
            placement = new Placement(context, rule);
        }
        return placement.choose(presence);
    }
}
