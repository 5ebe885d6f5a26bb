package org.godwit.content;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.BadReplicaRow;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TimeDidKey;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.EventType;
import org.godwit.model.RuleId;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;
import org.godwit.rule.Rules;

/// Ends DIDs whose time has come, a bounded number of rows at a time: their rules end, what they
/// hold is detached, they leave the collections that hold them, and at last they are gone. One with
/// a locked rule stays as long as that does. A file stays too while it has replicas: without a rule
/// they may be deleted, and its end is looked at again. Answers when there is something to do
/// again.
public record ExpireDids() implements Command<Optional<Instant>> {
    private static final int ROWS_AT_ONCE = Attachments.CHILDREN_MAX;

    /// DIDs looked at in one decision: those that something keeps come first each time.
    private static final int DIDS_AT_ONCE = 100;

    /// When one that cannot go yet is looked at again.
    private static final Duration LATER = Duration.ofMinutes(1);

    @Override
    public Optional<Instant> decide(Context context) {
        int looked = 0;
        Optional<TimeDidKey> next = first(context);
        while (next.isPresent()
                && !next.get().time().isAfter(context.now())
                && looked++ < DIDS_AT_ONCE) {
            if (!end(context, next.get().did())) {
                return Optional.of(context.now());
            }
            next = first(context);
        }
        return next.map(TimeDidKey::time);
    }

    private static Optional<TimeDidKey> first(Context context) {
        try (Cursor<TimeDidKey, Present> rows = context.tx().scanAll(Tables.DID_EXPIRY)) {
            return rows.hasNext() ? Optional.of(rows.next().getKey()) : Optional.empty();
        }
    }

    /// Whether it is gone or set aside; if not, there is more of it to do at once.
    private static boolean end(Context context, long id) {
        DidRow row = Dids.row(context.tx(), id);
        List<RuleId> rules = Rules.on(context.tx(), id);
        if (rules.stream().anyMatch(rule -> Rules.row(context.tx(), rule).locked())) {
            return later(context, id, row);
        }
        rules.forEach(rule -> endRule(context, rule));
        List<Long> children =
                Tree.children(context.tx(), id, 0, ROWS_AT_ONCE).stream()
                        .map(child -> child.getKey().child())
                        .toList();
        if (!children.isEmpty()) {
            Attachments.remove(context, id, children);
            return false;
        }
        List<Long> parents = Tree.parents(context.tx(), id);
        if (!parents.isEmpty()) {
            parents.stream()
                    .limit(DIDS_AT_ONCE)
                    .forEach(parent -> Attachments.remove(context, parent, List.of(id)));
            return false;
        }
        if (!rules.isEmpty() || hasReplicas(context, id)) {
            return later(context, id, row);
        }
        if (forgetConstituents(context, id)) {
            return false;
        }
        erase(context, id, row);
        return true;
    }

    private static boolean later(Context context, long id, DidRow row) {
        Instant time = context.now().plus(LATER);
        context.tx().put(Tables.DIDS, id, row.withTraits(row.traits().expiring(Optional.of(time))));
        return true;
    }

    private static void endRule(Context context, RuleId id) {
        RuleRow rule = Rules.row(context.tx(), id);
        if (!rule.ended(context.now())) {
            context.tx()
                    .put(
                            Tables.RULES,
                            id,
                            rule.withSettings(
                                    Optional.of(context.now()),
                                    rule.comment(),
                                    rule.activity(),
                                    rule.priority(),
                                    rule.locked(),
                                    context.now()));
            context.effect(new Effect.Due(context.now()));
        }
    }

    private static boolean hasReplicas(Context context, long id) {
        try (var replicas =
                context.tx()
                        .scan(Tables.REPLICAS, new ReplicaKey(id, 0), new ReplicaKey(id + 1, 0))) {
            return replicas.hasNext();
        }
    }

    private static boolean forgetConstituents(Context context, long id) {
        List<ContentKey> inside =
                Archives.constituents(context.tx(), id, 0, ROWS_AT_ONCE).stream()
                        .map(Map.Entry<ContentKey, ContentRow>::getKey)
                        .toList();
        inside.forEach(key -> context.tx().delete(Tables.ARCHIVE_CONTENTS, key));
        return inside.size() == ROWS_AT_ONCE;
    }

    private static void forgetDoubts(Context context, long id) {
        List<ReplicaKey> doubts = new ArrayList<>();
        try (Cursor<ReplicaKey, BadReplicaRow> rows =
                context.tx()
                        .scan(
                                Tables.BAD_REPLICAS,
                                new ReplicaKey(id, 0),
                                new ReplicaKey(id + 1, 0))) {
            rows.forEachRemaining(row -> doubts.add(row.getKey()));
        }
        doubts.forEach(key -> context.tx().delete(Tables.BAD_REPLICAS, key));
    }

    private static void erase(Context context, long id, DidRow row) {
        Did name = Dids.name(context.tx(), row);
        for (long archive : Archives.holding(context.tx(), id)) {
            context.tx().delete(Tables.ARCHIVE_CONTENTS, new ContentKey(archive, id));
        }
        if (row.type() != DidType.FILE) {
            context.tx().delete(Tables.NEW_DIDS, id);
        }
        forgetDoubts(context, id);
        context.tx().delete(Tables.DIDS, id);
        context.tell(
                EventType.DID_ERASED,
                Map.of("scope", name.scope(), "name", name.name(), "type", row.type().name()));
    }
}
