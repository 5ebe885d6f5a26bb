package org.godwit.rule;

import java.util.Optional;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;

/// Plans the next chunk of a rule in state INJECT: about [RuleLimits#CHUNK_LOCKS] locks. Answers
/// whether there is more to do now; the effect says so too. A rule that is gone, has ended or is
/// planned to the end, or that is not to begin yet, is left alone, so that a repeated command does
/// no harm.
public record PlanRuleChunk(RuleId rule) implements Command<Boolean> {
    @Override
    public Boolean decide(Context context) {
        Optional<RuleRow> row = context.tx().get(Tables.RULES, rule);
        return row.isPresent()
                && row.get().state() == RuleState.INJECT
                && !row.get().ended(context.now())
                && row.get().terms().startsAt().isEmpty()
                && (row.get().terms().splitContainer()
                        ? SplitPlan.advance(context, rule, row.get())
                        : RulePlan.advance(context, rule, row.get()));
    }
}
