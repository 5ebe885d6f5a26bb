package org.godwit.content;

import java.util.Map;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.DidRow;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.model.EventType;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;

/// Tells of what collections hold: each collection attached, as Rucio does, and files by their
/// number.
final class ContentEvents {
    private ContentEvents() {}

    static void attached(
            Context context, long parent, DidRow collection, Map<ContentKey, ContentRow> added) {
        if (added.isEmpty()) {
            return;
        }
        Did name = Dids.name(context.tx(), parent);
        if (collection.type() == DidType.DATASET) {
            context.tell(
                    EventType.FILES_ATTACHED,
                    Map.of(
                            "scope", name.scope(),
                            "name", name.name(),
                            "files", Integer.toString(added.size())));
            return;
        }
        String account = Accounts.row(context.tx(), collection.account()).name();
        added.forEach((key, row) -> {
            Did child = Dids.name(context.tx(), key.child());
            context.tell(
                    EventType.ATTACHED,
                    Map.of(
                            "account", account,
                            "scope", name.scope(),
                            "name", name.name(),
                            "childscope", child.scope(),
                            "childname", child.name(),
                            "childtype", row.childType().name()));
        });
    }

    static void detached(Context context, long parent, int number) {
        Did name = Dids.name(context.tx(), parent);
        context.tell(
                EventType.DETACHED,
                Map.of(
                        "scope", name.scope(),
                        "name", name.name(),
                        "dids", Integer.toString(number)));
    }
}
