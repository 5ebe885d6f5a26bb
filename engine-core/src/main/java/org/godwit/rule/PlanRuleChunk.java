package org.godwit.rule;

import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.RuleId;

/// Plans the next locks of a rule.
public record PlanRuleChunk(RuleId rule) implements Command<Integer> {
    @Override
    public Integer decide(Context context) {
        return 0;
    }
}
