package org.godwit.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.lock.Locks;
import org.godwit.model.DidType;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Tree;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Makes rules follow what collections gain and lose: work in proportion to the files attached or
/// detached times the rules that reach them, never to the size of a rule. What exceeds
/// [RuleLimits#LOCKS_AT_ONCE] is noted and planned in chunks.
public final class Reevaluation {
    private static final RuleId FIRST_RULE = new RuleId(0, 0);

    private final Context context;
    private final Map<RuleId, FilePlanner> planners = new LinkedHashMap<>();
    private long room = RuleLimits.LOCKS_AT_ONCE;

    private Reevaluation(Context context) {
        this.context = context;
    }

    /// To be called after children were attached to a collection.
    ///
    /// @param children all of one parent, by ascending id
    public static void attached(
            Context context, long parent, List<Map.Entry<ContentKey, ContentRow>> children) {
        if (children.isEmpty()) {
            return;
        }
        Reevaluation reevaluation = new Reevaluation(context);
        for (RuleId rule : reevaluation.rulesAbove(parent)) {
            reevaluation.attached(rule, parent, children);
        }
    }

    /// To be called after children were detached from a collection.
    ///
    /// @param children all of one former parent, by ascending id
    public static void detached(
            Context context, long parent, List<Map.Entry<ContentKey, ContentRow>> children) {
        Reevaluation reevaluation = new Reevaluation(context);
        for (Map.Entry<ContentKey, ContentRow> child : children) {
            reevaluation.detached(parent, child.getKey().child(), child.getValue().childType());
        }
        reevaluation
                .planners
                .keySet()
                .forEach(rule -> Locks.settle(context, rule, Optional.empty()));
    }

    /// The rules on a collection and on all that hold it.
    private Set<RuleId> rulesAbove(long collection) {
        Set<RuleId> rules = new LinkedHashSet<>();
        for (long ancestor : Tree.withAncestors(context.tx(), collection)) {
            for (RuleId rule : Rules.on(context.tx(), ancestor)) {
                RuleRow row = Rules.row(context.tx(), rule);
                if (!row.ended(context.now()) && row.follows() && !row.terms().splitContainer()) {
                    rules.add(rule);
                }
            }
        }
        return rules;
    }

    private void attached(
            RuleId id, long parent, List<Map.Entry<ContentKey, ContentRow>> children) {
        RuleRow rule = Rules.row(context.tx(), id);
        List<Map.Entry<ContentKey, ContentRow>> files = new ArrayList<>();
        for (Map.Entry<ContentKey, ContentRow> child : children) {
            if (child.getValue().childType() == DidType.FILE) {
                files.add(child);
            } else {
                collectionAttached(id, rule, child.getKey().child());
            }
        }
        if (files.isEmpty()) {
            return;
        }
        if ((long) files.size() * rule.copies() > room
                || !planAll(planner(id, rule), parent, files)) {
            RulePlan.add(context, id, parent, files.getFirst().getKey().child() - 1);
        }
        Locks.settle(context, id, Optional.empty());
    }

    /// Answers false if RSEs cannot be chosen: the planner will find the same and keep the reason.
    private boolean planAll(
            FilePlanner planner, long parent, List<Map.Entry<ContentKey, ContentRow>> files) {
        long first = files.getFirst().getKey().child();
        long last = files.getLast().getKey().child();
        try (FilePlanner.Batch batch = planner.batch(first, last)) {
            for (Map.Entry<ContentKey, ContentRow> file : files) {
                room -= batch.plan(parent, file.getKey().child(), file.getValue().bytes());
            }
            return true;
        } catch (EngineException refusal) {
            if (refusal.code().blame() != ErrorCode.Blame.USER) {
                throw refusal;
            }
            return false;
        }
    }

    private void collectionAttached(RuleId id, RuleRow rule, long collection) {
        long filesMax = room / rule.copies();
        boolean planning = Rules.row(context.tx(), id).state() == RuleState.INJECT;
        if (planning || Tree.files(context.tx(), collection, filesMax).items() > filesMax) {
            RulePlan.add(context, id, collection, 0);
        } else {
            room -= RulePlan.atOnce(context, id, rule, collection);
        }
    }

    private void detached(long parent, long child, DidType type) {
        if (type == DidType.FILE) {
            fileDetached(child);
            return;
        }
        long files = Tree.files(context.tx(), child, room).items();
        if (files <= room) {
            room -= files;
            Tree.sample(context.tx(), child, RuleLimits.LOCKS_AT_ONCE).forEach(this::fileDetached);
            return;
        }
        Set<Long> above = Tree.withAncestors(context.tx(), parent);
        Set<RuleId> rules = rulesAbove(parent);
        // A rule that still works off an earlier detachment further up reaches no ancestor any
        // more.
        Rules.toPlan(context.tx()).stream()
                .filter(rule ->
                        above.stream().anyMatch(did -> RulePlan.holds(context.tx(), rule, did)))
                .forEach(rules::add);
        rules.forEach(rule -> RulePlan.add(context, rule, child, 0));
    }

    /// Whoever holds a lock on the file and does not reach it any more gives it back.
    private void fileDetached(long file) {
        Set<RuleId> holders = new LinkedHashSet<>();
        try (Cursor<LockKey, LockRow> locks =
                context.tx()
                        .scan(
                                Tables.LOCKS,
                                new LockKey(file, 0, FIRST_RULE),
                                new LockKey(file + 1, 0, FIRST_RULE))) {
            locks.forEachRemaining(lock -> holders.add(lock.getKey().rule()));
        }
        for (RuleId id : holders) {
            FilePlanner planner = planner(id, Rules.row(context.tx(), id));
            if (!planner.coversFile(file)) {
                try (FilePlanner.Batch batch = planner.batch(file, file)) {
                    batch.release(file);
                }
            }
        }
    }

    private FilePlanner planner(RuleId id, RuleRow rule) {
        return planners.computeIfAbsent(id, _ -> new FilePlanner(context, id, rule));
    }
}
