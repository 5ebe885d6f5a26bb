package org.godwit.deletion;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.AttemptKey;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.DidSubscriptionKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TimeDidKey;
import org.godwit.content.Archives;
import org.godwit.content.Attachments;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.EventType;
import org.godwit.model.RuleId;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;
import org.godwit.registration.Scans;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleNotes;
import org.godwit.rule.Rules;

/// Ends DIDs whose time has come, a bounded number of rows at a time: a collection is closed, the
/// rules end, what it holds is detached, it leaves the collections and archives that hold it, and
/// at last the DID is gone. One with a locked rule stays as long as that does, and so does a
/// dataset that a registration fills. A file stays while it has replicas; those get their
/// tombstones. What stays is looked at again later, so it never keeps others from their end.
/// Answers when there is something to do again.
public record ExpireDids() implements Command<Optional<Instant>> {
    /// Most rows detached in one decision.
    static final int ROWS_AT_ONCE = 500;

    /// Most DIDs looked at in one decision.
    static final int DIDS_AT_ONCE = 100;

    /// When one whose rules are on their way out is looked at again.
    private static final Duration SOON = Duration.ofMinutes(1);

    /// When one that a locked rule or a replica keeps is looked at again.
    private static final Duration LATER = Duration.ofMinutes(30);

    /// What became of a DID whose time has come.
    private enum Step {
        GONE,
        KEPT,
        /// There is more of it to do, in another decision.
        MORE
    }

    @Override
    public Optional<Instant> decide(Context context) {
        for (int looked = 0; looked < DIDS_AT_ONCE; looked++) {
            Optional<TimeDidKey> next = first(context);
            if (next.isEmpty() || next.get().time().isAfter(context.now())) {
                break;
            }
            if (step(context, next.get().did()) == Step.MORE) {
                return Optional.of(context.now());
            }
        }
        return first(context).map(TimeDidKey::time);
    }

    private static Optional<TimeDidKey> first(Context context) {
        try (Cursor<TimeDidKey, Present> rows = context.tx().scanAll(Tables.DID_EXPIRY)) {
            return rows.hasNext() ? Optional.of(rows.next().getKey()) : Optional.empty();
        }
    }

    private static Step step(Context context, long id) {
        DidRow row = Dids.row(context.tx(), id);
        List<RuleId> rules = Rules.on(context.tx(), id);
        if (rules.stream().anyMatch(rule -> Rules.row(context.tx(), rule).locked())) {
            return keep(context, id, LATER);
        }
        if (Scans.open(context.tx()).stream()
                .anyMatch(scan -> Scans.row(context.tx(), scan).dataset() == id)) {
            return keep(context, id, SOON);
        }
        if (endRule(context, rules) || leave(context, id, row)) {
            return Step.MORE;
        }
        if (!rules.isEmpty()) {
            return keep(context, id, SOON);
        }
        if (row.type() == DidType.FILE && hasReplicas(context, id)) {
            if (Abandon.file(context, id) > 0) {
                context.effect(new Effect.DeletionsReady());
            }
            return keep(context, id, LATER);
        }
        erase(context, id, row);
        return Step.GONE;
    }

    /// Ends one rule that has not ended yet, if there is one.
    private static boolean endRule(Context context, List<RuleId> rules) {
        for (RuleId rule : rules) {
            RuleRow row = Rules.row(context.tx(), rule);
            if (!row.ended(context.now())) {
                DeleteRule.end(context, rule, row);
                return true;
            }
        }
        return false;
    }

    /// Takes some of what it holds out of it, or it out of what holds it, if there is any.
    private static boolean leave(Context context, long id, DidRow row) {
        if (row.type() != DidType.FILE && row.open()) {
            // Or else it could be filled as fast as it is emptied.
            context.tx().put(Tables.DIDS, id, row.withOpen(false));
        }
        List<Long> children =
                Tree.children(context.tx(), id, 0, ROWS_AT_ONCE).stream()
                        .map(child -> child.getKey().child())
                        .toList();
        if (!children.isEmpty()) {
            Attachments.remove(context, id, children);
            return true;
        }
        List<Long> parents = Tree.parents(context.tx(), id);
        if (!parents.isEmpty()) {
            RuleNotes.forget(context, id);
            parents.stream()
                    .limit(DIDS_AT_ONCE)
                    .forEach(parent -> Attachments.remove(context, parent, List.of(id)));
            return true;
        }
        return Archives.empty(context, id, ROWS_AT_ONCE)
                || Archives.leave(context, id, ROWS_AT_ONCE);
    }

    /// Nothing that this changes is seen by who looks at the DID but the time of its end.
    private static Step keep(Context context, long id, Duration time) {
        Optional<Instant> again = Optional.of(context.now().plus(time));
        DidRow row = Dids.row(context.tx(), id);
        context.tx().put(Tables.DIDS, id, row.withTraits(row.traits().expiring(again)));
        return Step.KEPT;
    }

    private static boolean hasReplicas(Context context, long id) {
        try (Cursor<ReplicaKey, ReplicaRow> replicas =
                context.tx()
                        .scan(Tables.REPLICAS, new ReplicaKey(id, 0), new ReplicaKey(id + 1, 0))) {
            return replicas.hasNext();
        }
    }

    private static void erase(Context context, long id, DidRow row) {
        Did name = Dids.name(context.tx(), row);
        forget(context, Tables.BAD_REPLICAS, new ReplicaKey(id, 0), new ReplicaKey(id + 1, 0));
        forget(
                context,
                Tables.ATTEMPTS,
                new AttemptKey(id, 0, 0, 0),
                new AttemptKey(id + 1, 0, 0, 0));
        forget(
                context,
                Tables.SUBSCRIPTION_MATCHES,
                new DidSubscriptionKey(id, 0),
                new DidSubscriptionKey(id + 1, 0));
        context.tx().delete(Tables.NEW_DIDS, id);
        context.tx().delete(Tables.ERASURES, id);
        context.tx().delete(Tables.DIDS, id);
        context.tell(
                EventType.DID_ERASED,
                Map.of("scope", name.scope(), "name", name.name(), "type", row.type().name()));
    }

    private static <K extends Comparable<? super K>, V> void forget(
            Context context, Table<K, V> table, K from, K to) {
        List<K> keys = new ArrayList<>();
        try (Cursor<K, V> rows = context.tx().scan(table, from, to)) {
            rows.forEachRemaining(row -> keys.add(row.getKey()));
        }
        keys.forEach(key -> context.tx().delete(table, key));
    }
}
