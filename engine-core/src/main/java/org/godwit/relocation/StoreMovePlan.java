package org.godwit.relocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.MovePlanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.namespace.Accounts;
import org.godwit.rule.StorePlan;

/// Keeps a plan, for as long as the newest [#PLANS_MAX] plans and [StorePlan#KEPT] allow. Answers
/// its id.
///
/// @param report what was found, as JSON
public record StoreMovePlan(MoveForecast forecast, String account, String report)
        implements Command<Long> {
    /// Most plans that are kept.
    public static final int PLANS_MAX = 100;

    @Override
    public Long decide(Context context) {
        forget(context);
        long id = context.nextId("move-plan");
        context.tx()
                .put(
                        Tables.MOVE_PLANS,
                        id,
                        new MovePlanRow(
                                forecast.kind(),
                                forecast.rses(),
                                forecast.storageGone(),
                                Accounts.id(context.tx(), account),
                                report,
                                forecast.targets(),
                                forecast.held().items(),
                                context.now()));
        return id;
    }

    private static void forget(Context context) {
        List<Map.Entry<Long, MovePlanRow>> plans = new ArrayList<>();
        try (Cursor<Long, MovePlanRow> rows = context.tx().scanAll(Tables.MOVE_PLANS)) {
            rows.forEachRemaining(plans::add);
        }
        int surplus = plans.size() - PLANS_MAX + 1;
        for (int i = 0; i < plans.size(); i++) {
            Map.Entry<Long, MovePlanRow> plan = plans.get(i);
            if (i < surplus
                    || plan.getValue().createdAt().plus(StorePlan.KEPT).isBefore(context.now())) {
                context.tx().delete(Tables.MOVE_PLANS, plan.getKey());
            }
        }
    }
}
