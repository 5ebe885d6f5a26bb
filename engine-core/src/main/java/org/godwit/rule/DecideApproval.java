package org.godwit.rule;

import java.util.Optional;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Approves or denies a rule in state WAITING_APPROVAL. An approved one is planned in the
/// background, outside its owner's limits, as in Rucio; a denied one is removed, and its history
/// keeps why.
///
/// @param by who decides
/// @param reason for people; may be empty
public record DecideApproval(RuleId rule, boolean approve, String by, String reason)
        implements Command<RuleState> {
    @Override
    public RuleState decide(Context context) {
        RuleRow row = Rules.row(context.tx(), rule);
        if (row.state() != RuleState.WAITING_APPROVAL) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "rule " + rule + " is " + row.state() + " and waits for no approval");
        }
        String why = AddRule.checkedComment(reason);
        if (!approve) {
            RuleHistory.note(context, rule, row, RuleEvent.DENIED, by, why);
            boolean _ = DeleteRule.end(context, rule, row);
            return RuleState.WAITING_APPROVAL;
        }
        RuleRow approved =
                row.withState(RuleState.OK, Optional.empty(), context.now())
                        .withTerms(row.terms().withIgnoreLimit(true), context.now());
        RuleHistory.note(context, rule, approved, RuleEvent.APPROVED, by, why);
        long _ = RuleStart.begin(context, rule, approved, true, 0);
        return Rules.row(context.tx(), rule).state();
    }
}
