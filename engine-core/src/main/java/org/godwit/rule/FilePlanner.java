package org.godwit.rule;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Groups;
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
import org.godwit.topology.Drains;
import org.godwit.transfer.Copying;
import org.godwit.transfer.FileCopies;
import org.godwit.transfer.LockMoves;
import org.jspecify.annotations.Nullable;

/// Brings one rule's locks on files in line with what its DID holds. Every call is idempotent: a
/// file that has its locks keeps them. For one rule and one decision; the rule's state is the
/// caller's to settle.
final class FilePlanner {
    private final Context context;
    private final RuleId id;
    private final RuleRow rule;
    private final Copying copying;
    private final Quota quota;
    private final Set<Integer> closed;
    private final Map<Long, Boolean> reachable = new HashMap<>();
    private final Map<Long, List<Integer>> chosen = new HashMap<>();
    private @Nullable Placement placement;
    private Optional<Boolean> pinned = Optional.empty();

    FilePlanner(Context context, RuleId id, RuleRow rule) {
        this.context = context;
        this.id = id;
        this.rule = rule;
        this.copying = new Copying(context, id, rule);
        this.quota = Quota.of(context.tx(), rule);
        this.closed = Drains.closed(context.tx());
    }

    /// Files of one collection, by ascending id, each once: they are read by cursors that go along.
    /// Close it before the next begins.
    Batch batch(long firstDid, long lastDid) {
        return new Batch(firstDid, lastDid);
    }

    /// See [#batch].
    final class Batch implements AutoCloseable {
        private final FileCopies.Reader copies;
        private final Groups<RuleLockKey, LockState> locks;

        private Batch(long firstDid, long lastDid) {
            copies = FileCopies.reader(context.tx(), firstDid, lastDid);
            locks =
                    new Groups<>(
                            context.tx()
                                    .scan(
                                            Tables.LOCKS_BY_RULE,
                                            first(firstDid),
                                            first(lastDid + 1)),
                            RuleLockKey::did,
                            FilePlanner.this::first);
        }

        /// Writes the locks of a file, or makes the requests behind those that it has follow the
        /// rule as it is now. Answers how many were written. Fails, with nothing changed for the
        /// file, if RSEs must be chosen and cannot, or if its owner may not hold more there.
        int plan(long collection, long file, long bytes) {
            List<Map.Entry<RuleLockKey, LockState>> held = locks.of(file);
            if (held.isEmpty()) {
                FileCopies read = copies.read(file, bytes);
                List<Integer> targets = targets(collection, read);
                quota.take(targets, bytes);
                for (int rse : targets) {
                    copying.lock(read, rse);
                }
                return targets.size();
            }
            if (held.stream().anyMatch(lock -> lock.getValue() != LockState.OK)) {
                renew(copies.read(file, bytes), held);
            }
            return 0;
        }

        /// Removes the rule's locks on a file and what only they wanted. Answers how many there
        /// were.
        int release(long file) {
            List<Map.Entry<RuleLockKey, LockState>> held = locks.of(file);
            held.forEach(lock -> free(lock.getKey()));
            return held.size();
        }

        @Override
        public void close() {
            copies.close();
            locks.close();
        }
    }

    private void renew(FileCopies file, List<Map.Entry<RuleLockKey, LockState>> held) {
        for (Map.Entry<RuleLockKey, LockState> lock : held) {
            if (lock.getValue() == LockState.OK) {
                continue;
            }
            LockKey key = new LockKey(file.did(), lock.getKey().rse(), id);
            LockRow row = context.tx().get(Tables.LOCKS, key).orElseThrow();
            LockState state = copying.want(file, key.rse());
            context.tx()
                    .replace(
                            Tables.LOCKS, key, row, new LockRow(state, row.bytes(), row.account()));
        }
    }

    private void free(RuleLockKey lock) {
        LockMoves.unlock(context, new LockKey(lock.did(), lock.rse(), id), rule.purgeReplicas());
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

    private RuleLockKey first(long file) {
        return new RuleLockKey(id, file, 0);
    }

    /// The RSEs of a file: those chosen for its group before, or chosen now and kept for the files
    /// that the group gains later. A file that is its own group has chosen ones if a plan fixed
    /// them.
    private List<Integer> targets(long collection, FileCopies file) {
        if (alone(rule, file.did())) {
            return (pinned() ? stored(file.did()) : Optional.<List<Integer>>empty())
                    .orElseGet(() -> chooseFor(file));
        }
        return targetsOf(rule.grouping() == Grouping.ALL ? rule.did() : collection);
    }

    /// Whether a file of a rule is placed by itself.
    static boolean alone(RuleRow rule, long file) {
        return rule.did() == file || rule.grouping() == Grouping.NONE;
    }

    private List<Integer> targetsOf(long group) {
        List<Integer> known = chosen.get(group);
        if (known != null) {
            return known;
        }
        Optional<List<Integer>> stored = stored(group);
        List<Integer> rses = stored.orElseGet(() -> chooseForGroup(group));
        if (stored.isEmpty()) {
            context.tx().put(Tables.RULE_TARGETS, new RuleDidKey(id, group), new TargetsRow(rses));
        }
        chosen.put(group, rses);
        return rses;
    }

    /// What was chosen before, unless it takes nothing any more.
    private Optional<List<Integer>> stored(long group) {
        return context.tx()
                .get(Tables.RULE_TARGETS, new RuleDidKey(id, group))
                .map(TargetsRow::rses)
                .filter(rses -> Collections.disjoint(rses, closed));
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

    private List<Integer> chooseForGroup(long group) {
        List<Long> files =
                Tree.sample(context.tx(), group, RuleLimits.PLACEMENT_SAMPLE).stream()
                        .sorted()
                        .distinct()
                        .toList();
        Presence presence = new Presence();
        if (!files.isEmpty()) {
            try (FileCopies.Reader reader =
                    FileCopies.reader(context.tx(), files.getFirst(), files.getLast())) {
                files.forEach(file -> presence.add(reader.read(file, 0)));
            }
        }
        return choose(presence, groupBytes(group));
    }

    /// The bytes of a group, or of its first files where it is too large to be counted here: what
    /// is planned later is held against the limits file by file.
    private long groupBytes(long group) {
        return quota.unlimited()
                ? 0
                : Tree.files(context.tx(), group, RuleLimits.PLACEMENT_SAMPLE).bytes();
    }

    private List<Integer> chooseFor(FileCopies file) {
        Presence presence = new Presence();
        presence.add(file);
        return choose(presence, file.bytes());
    }

    private List<Integer> choose(Presence presence, long bytes) {
        if (placement == null) {
            placement = new Placement(context, rule, quota);
        }
        return placement.choose(presence, bytes);
    }
}
