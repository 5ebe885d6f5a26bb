package org.godwit.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.lock.Locks;
import org.godwit.lock.RuleStates;
import org.godwit.model.DidType;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Tree;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What of a rule is still to be planned: collections below (or formerly below) its DID, each with
/// the last child that is done. While there are any the rule is in state INJECT. A file found there
/// gets its locks, or loses them if the rule no longer reaches it; a container is replaced by what
/// it holds. Since both are idempotent, contents may change meanwhile: what is attached or detached
/// behind a mark is seen to by that change itself.
final class RulePlan {
    private final Context context;
    private final RuleId id;
    private final FilePlanner files;
    private final int locksMax;
    private final int visitsMax;
    private int locks;
    private int visits;

    private RulePlan(Context context, RuleId id, RuleRow rule, int locksMax, int visitsMax) {
        this.context = context;
        this.id = id;
        this.locksMax = locksMax;
        this.visitsMax = visitsMax;
        this.files = new FilePlanner(context, id, rule);
    }

    /// Plans everything below a DID now, whose size the caller has looked at, and settles the rule.
    /// Answers how many locks were written. Where RSEs cannot be chosen the rest is noted and waits
    /// for the RSEs to change, as in [#advance].
    static int atOnce(Context context, RuleId id, RuleRow rule, long did) {
        RulePlan plan = new RulePlan(context, id, rule, Integer.MAX_VALUE, Integer.MAX_VALUE);
        note(context, id, did, 0);
        plan.go();
        return plan.locks;
    }

    /// As [#atOnce], but refuses where RSEs cannot be chosen or the owner's limits are reached.
    static int atOnceOrRefuse(Context context, RuleId id, RuleRow rule, long did) {
        RulePlan plan = new RulePlan(context, id, rule, Integer.MAX_VALUE, Integer.MAX_VALUE);
        note(context, id, did, 0);
        plan.run();
        plan.settle();
        return plan.locks;
    }

    /// Notes a collection or file to be planned from behind child `after` on.
    static void add(Context context, RuleId id, long did, long after) {
        note(context, id, did, after);
        RuleRow rule = Rules.row(context.tx(), id);
        if (!rule.follows()) {
            return; // goes on from the note once it is approved of or resumed
        }
        if (rule.state() != RuleState.INJECT) {
            context.tx()
                    .put(
                            Tables.RULES,
                            id,
                            rule.withState(RuleState.INJECT, Optional.empty(), context.now()));
        }
        context.effect(new Effect.RuleToPlan(id));
    }

    static void note(Context context, RuleId id, long did, long after) {
        RuleDidKey key = new RuleDidKey(id, did);
        long done = context.tx().get(Tables.RULE_PLAN, key).orElse(Long.MAX_VALUE);
        context.tx().put(Tables.RULE_PLAN, key, Math.min(done, after));
    }

    /// The first thing to be planned.
    static Optional<Map.Entry<RuleDidKey, Long>> first(CatalogView view, RuleId id) {
        try (Cursor<RuleDidKey, Long> rows =
                view.scan(
                        Tables.RULE_PLAN,
                        new RuleDidKey(id, 0),
                        new RuleDidKey(id, Long.MAX_VALUE))) {
            return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
        }
    }

    /// Whether a collection is noted.
    static boolean holds(CatalogView view, RuleId id, long did) {
        return view.get(Tables.RULE_PLAN, new RuleDidKey(id, did)).isPresent();
    }

    /// Plans the next chunk. Where RSEs cannot be chosen the rule keeps the reason and waits for
    /// the RSEs to change. Answers whether there is more to do now.
    static boolean advance(Context context, RuleId id, RuleRow rule) {
        RulePlan plan =
                new RulePlan(context, id, rule, RuleLimits.CHUNK_LOCKS, RuleLimits.CHUNK_VISITS);
        return plan.go();
    }

    private boolean go() {
        try {
            run();
        } catch (EngineException refusal) {
            if (refusal.code().blame() != ErrorCode.Blame.USER) {
                throw refusal;
            }
            settle(RuleState.INJECT, Optional.of(String.valueOf(refusal.getMessage())));
            return false;
        }
        if (first(context.tx(), id).isPresent()) {
            settle(RuleState.INJECT, Optional.empty());
            context.effect(new Effect.RuleToPlan(id));
            return true;
        }
        settle();
        return false;
    }

    /// Gives the rule the state that its locks say.
    private void settle() {
        RuleRow row = Rules.row(context.tx(), id);
        RuleState state = Locks.tally(context.tx(), id).ruleState();
        settle(
                state,
                state == RuleState.STUCK && row.state() == state ? row.error() : Optional.empty());
    }

    private void settle(RuleState state, Optional<String> error) {
        RuleRow row = Rules.row(context.tx(), id);
        if (row.state() != state || !row.error().equals(error)) {
            RuleStates.set(context, id, row, state, error);
        }
    }

    private void run() {
        Optional<Map.Entry<RuleDidKey, Long>> next = first(context.tx(), id);
        while (next.isPresent() && !full()) {
            item(next.get().getKey().did(), next.get().getValue());
            next = first(context.tx(), id);
        }
    }

    private boolean full() {
        return locks >= locksMax || visits >= visitsMax;
    }

    private void item(long did, long after) {
        Optional<DidRow> row = context.tx().get(Tables.DIDS, did);
        if (row.isEmpty()) {
            // It was taken out of the rule's collection and has come to its end since.
            context.tx().delete(Tables.RULE_PLAN, new RuleDidKey(id, did));
        } else if (row.get().type() == DidType.FILE) {
            visits++;
            try (FilePlanner.Batch batch = files.batch(did, did)) {
                file(batch, did, did, row.get().bytes());
            }
            context.tx().delete(Tables.RULE_PLAN, new RuleDidKey(id, did));
        } else {
            children(did, after);
        }
    }

    private void children(long collection, long after) {
        visits++;
        RuleDidKey key = new RuleDidKey(id, collection);
        int room = Math.max(Math.min(visitsMax - visits, locksMax - locks), 1);
        List<Map.Entry<ContentKey, ContentRow>> children =
                Tree.children(context.tx(), collection, after, room);
        long done = after;
        try (FilePlanner.Batch batch = files.batch(first(children), last(children))) {
            for (Map.Entry<ContentKey, ContentRow> child : children) {
                if (full()) {
                    return;
                }
                visits++;
                long did = child.getKey().child();
                if (child.getValue().childType() == DidType.FILE) {
                    file(batch, collection, did, child.getValue().bytes());
                } else {
                    note(context, id, did, 0);
                }
                done = did;
            }
        } finally {
            // Also where RSEs could not be chosen: what is done need not be done again.
            if (done > after) {
                context.tx().put(Tables.RULE_PLAN, key, done);
            }
        }
        if (children.size() < room) {
            context.tx().delete(Tables.RULE_PLAN, key);
        }
    }

    private static long first(List<Map.Entry<ContentKey, ContentRow>> children) {
        return children.isEmpty() ? 0 : children.getFirst().getKey().child();
    }

    private static long last(List<Map.Entry<ContentKey, ContentRow>> children) {
        return children.isEmpty() ? 0 : children.getLast().getKey().child();
    }

    private void file(FilePlanner.Batch batch, long collection, long file, long bytes) {
        if (files.covers(collection)) {
            locks += batch.plan(collection, file, bytes);
        } else if (!files.coversFile(file)) {
            locks += batch.release(file);
        }
    }
}
