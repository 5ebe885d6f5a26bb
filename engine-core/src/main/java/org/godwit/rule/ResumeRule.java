package org.godwit.rule;

import java.util.Optional;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Has a suspended rule go on: what was attached meanwhile is planned, what was set aside is
/// queued.
///
/// @param by who asks for it
public record ResumeRule(RuleId rule, String by) implements Command<RuleRow> {
    @Override
    public RuleRow decide(Context context) {
        RuleRow row = Rules.row(context.tx(), rule);
        if (row.state() != RuleState.SUSPENDED) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "rule "
                            + rule
                            + " is "
                            + row.state()
                            + ", not SUSPENDED; there is nothing to resume");
        }
        RuleRow going = row.withState(RuleState.INJECT, Optional.empty(), context.now());
        context.tx().put(Tables.RULES, rule, going);
        RulePlan.add(context, rule, row.did(), 0);
        RuleHistory.note(context, rule, going, RuleEvent.RESUMED, by, "");
        return Rules.row(context.tx(), rule);
    }
}
