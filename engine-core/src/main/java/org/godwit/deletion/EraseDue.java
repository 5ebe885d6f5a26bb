package org.godwit.deletion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TimeReplicaKey;
import org.godwit.content.Attachments;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.EventType;
import org.godwit.model.RuleId;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.Rules;

/// Takes one erased DID a step further whose time has come: its rules end, what it holds is
/// detached, it is detached from what holds it; files that nobody wants then get their tombstones.
/// A collection stays as an empty, closed name, since a name is never used again. Answers whether
/// there is more to do now.
public record EraseDue() implements Command<Boolean> {
    /// Children detached in one decision.
    private static final int CHILDREN_MAX = 500;

    @Override
    public Boolean decide(Context context) {
        Optional<Long> due = due(context);
        due.ifPresent(did -> step(context, did));
        return due.isPresent();
    }

    private static Optional<Long> due(Context context) {
        try (Cursor<TimeReplicaKey, Present> rows = context.tx().scanAll(Tables.ERASURES_DUE)) {
            return rows.hasNext()
                    ? Optional.of(rows.next().getKey())
                            .filter(key -> !key.time().isAfter(context.now()))
                            .map(TimeReplicaKey::did)
                    : Optional.empty();
        }
    }

    private static void step(Context context, long did) {
        for (RuleId rule : Rules.on(context.tx(), did)) {
            RuleRow row = Rules.row(context.tx(), rule);
            if (row.locked()) {
                // Somebody locked it since: what is erased must wait for that, and others must not.
                postpone(context, did);
                return;
            }
            if (!row.ended(context.now())) {
                new DeleteRule(rule).decide(context);
                return;
            }
        }
        List<Map.Entry<ContentKey, ContentRow>> children =
                Tree.children(context.tx(), did, 0, CHILDREN_MAX);
        if (!children.isEmpty()) {
            List<Long> ids = children.stream().map(child -> child.getKey().child()).toList();
            Attachments.remove(context, did, ids);
            children.stream()
                    .filter(child -> child.getValue().childType() == DidType.FILE)
                    .forEach(child -> Abandon.file(context, child.getKey().child()));
            return;
        }
        List<Long> parents = new ArrayList<>(Tree.parents(context.tx(), did));
        if (!parents.isEmpty()) {
            Attachments.remove(context, parents.getFirst(), List.of(did));
            return;
        }
        end(context, did);
    }

    private static void end(Context context, long did) {
        context.tx().delete(Tables.ERASURES, did);
        DidRow row = Dids.row(context.tx(), did);
        if (row.type() == DidType.FILE) {
            Abandon.file(context, did);
        } else {
            context.tx().put(Tables.DIDS, did, row.withOpen(false));
        }
        Did name = Dids.name(context.tx(), row);
        context.tell(
                EventType.DID_ERASED,
                Map.of("scope", name.scope(), "name", name.name(), "type", row.type().name()));
    }

    private static void postpone(Context context, long did) {
        context.tx()
                .get(Tables.ERASURES, did)
                .ifPresent(row ->
                        context.tx()
                                .put(
                                        Tables.ERASURES,
                                        did,
                                        row.later(context.now().plus(Erase.WINDOW))));
    }
}
