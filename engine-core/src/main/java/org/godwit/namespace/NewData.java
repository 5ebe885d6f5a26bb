package org.godwit.namespace;

import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.SubscriptionRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;

/// Notes collections that subscriptions have to look at, where there are subscriptions.
final class NewData {
    private NewData() {}

    /// To be called when a collection is new, or is described in other words.
    static void note(Context context, long did) {
        try (Cursor<Long, SubscriptionRow> rows = context.tx().scanAll(Tables.SUBSCRIPTIONS)) {
            if (!rows.hasNext()) {
                return;
            }
        }
        context.tx().put(Tables.NEW_DIDS, did, Present.PRESENT);
        context.effect(new Effect.NewData());
    }
}
