package org.godwit.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.PlanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.namespace.Accounts;

/// Keeps a plan, for as long as the newest [#PLANS_MAX] plans and [#KEPT] allow. Answers its id.
///
/// @param rules those that were planned
/// @param report what was found, as JSON
public record StorePlan(AddRule rules, String report, Forecast forecast) implements Command<Long> {
    /// Most plans that are kept.
    public static final int PLANS_MAX = 1_000;

    /// How long a plan is kept.
    public static final Duration KEPT = Duration.ofDays(7);

    @Override
    public Long decide(Context context) {
        forget(context);
        long id = context.nextId("plan");
        RuleExtras first = rules.specs().getFirst().extras();
        context.tx()
                .put(
                        Tables.PLANS,
                        id,
                        new PlanRow(
                                rules.statements(),
                                Accounts.id(context.tx(), rules.account()),
                                report,
                                forecast.targets(),
                                forecast.facts(),
                                first.ignoreLimit(),
                                first.meta(),
                                context.now()));
        return id;
    }

    private static void forget(Context context) {
        List<Map.Entry<Long, PlanRow>> plans = new ArrayList<>();
        try (Cursor<Long, PlanRow> rows = context.tx().scanAll(Tables.PLANS)) {
            rows.forEachRemaining(plans::add);
        }
        int surplus = plans.size() - PLANS_MAX + 1;
        for (int i = 0; i < plans.size(); i++) {
            Map.Entry<Long, PlanRow> plan = plans.get(i);
            if (i < surplus || plan.getValue().createdAt().plus(KEPT).isBefore(context.now())) {
                context.tx().delete(Tables.PLANS, plan.getKey());
            }
        }
    }
}
