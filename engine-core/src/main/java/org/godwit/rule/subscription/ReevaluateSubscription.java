package org.godwit.rule.subscription;

import java.util.Optional;
import org.godwit.catalog.schema.SubscriptionRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;

/// Has a subscription look at all data that there is, in the background. What it has dealt with
/// before it leaves alone.
public record ReevaluateSubscription(String account, String name) implements Command<Long> {
    @Override
    public Long decide(Context context) {
        long id = Subscriptions.id(context.tx(), account, name);
        SubscriptionRow row = Subscriptions.row(context.tx(), id);
        context.tx()
                .put(
                        Tables.SUBSCRIPTIONS,
                        id,
                        MatchSubscriptions.progress(row, Optional.of(0L), context.now()));
        context.effect(new Effect.NewData());
        return id;
    }
}
