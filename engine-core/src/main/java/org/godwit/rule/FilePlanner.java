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
import org.godwit.model.Grouping;
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
    private final Quota quota;
    private @Nullable Placement placement;
    private Optional<Boolean> pinned = Optional.empty();

    FilePlanner(Context context, RuleId id, RuleRow rule) {
        this.context = context;
        this.id = id;
        this.rule = rule;
        this.quota = Quota.of(context.tx(), rule);
    }

    /// Writes the locks of a file unless it has them. Answers how many were written. Fails, with
    /// nothing changed, if RSEs must be chosen and cannot, or if its owner may not hold more there.
    int plan(long collection, long file, long bytes) {
        if (!locks(file).isEmpty()) {
            return 0;
        }
        List<Integer> targets = targets(collection, file, bytes);
        quota.take(targets, bytes);
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
    /// that the group gains later. A file that is its own group has chosen ones if a plan fixed
    /// them.
    private List<Integer> targets(long collection, long file, long bytes) {
        if (alone(rule, file)) {
            return (pinned() ? chosen(file) : Optional.<List<Integer>>empty())
                    .orElseGet(() -> chooseFor(List.of(file), bytes));
        }
        long group = rule.grouping() == Grouping.ALL ? rule.did() : collection;
        return chosen(group)
                .orElseGet(() -> {
                    List<Integer> rses =
                            chooseFor(
                                    Tree.sample(context.tx(), group, RuleLimits.PLACEMENT_SAMPLE),
                                    groupBytes(group));
                    context.tx()
                            .put(
                                    Tables.RULE_TARGETS,
                                    new RuleDidKey(id, group),
                                    new TargetsRow(rses));
                    return rses;
                });
    }

    /// Whether a file of a rule is placed by itself.
    static boolean alone(RuleRow rule, long file) {
        return rule.did() == file || rule.grouping() == Grouping.NONE;
    }

    private Optional<List<Integer>> chosen(long group) {
        return context.tx()
                .get(Tables.RULE_TARGETS, new RuleDidKey(id, group))
                .map(TargetsRow::rses);
    }

    /// Whether anything is chosen for this rule ahead of its files.
    private boolean pinned() {
        if (pinned.isEmpty()) {
            try (Cursor<RuleDidKey, TargetsRow> rows =
                    context.tx()
                            .scan(
                                    Tables.RULE_TARGETS,
                                    new RuleDidKey(id, 0),
                                    new RuleDidKey(id, Long.MAX_VALUE))) {
                pinned = Optional.of(rows.hasNext());
            }
        }
        return pinned.get();
    }

    /// The bytes of a group, or of its first files where it is too large to be counted here: what
    /// is planned later is held against the limits file by file.
    private long groupBytes(long group) {
        return quota.unlimited()
                ? 0
                : Tree.files(context.tx(), group, RuleLimits.PLACEMENT_SAMPLE).bytes();
    }

    private List<Integer> chooseFor(List<Long> files, long bytes) {
        Presence presence = new Presence();
        files.forEach(file -> presence.add(context.tx(), file));
        if (placement == null) {
            placement = new Placement(context, rule, quota);
        }
        return placement.choose(presence, bytes);
    }
}
