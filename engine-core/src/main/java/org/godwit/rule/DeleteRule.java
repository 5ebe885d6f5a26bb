package org.godwit.rule;

import java.util.Optional;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.RuleId;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Ends a rule now. A large one goes in parts: it has ended at once, and [ExpireRules] does the
/// rest. Replicas that no other rule wants get a tombstone; transfers that none wants are dropped.
/// Answers whether the rule is gone already.
public record DeleteRule(RuleId rule) implements Command<Boolean> {
    @Override
    public Boolean decide(Context context) {
        RuleRow row = Rules.row(context.tx(), rule);
        if (row.locked()) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "rule "
                            + rule
                            + " is locked; unlock it with `godwit rule update "
                            + rule
                            + " --locked no` first");
        }
        return end(context, rule, row);
    }

    /// Ends a rule whether it is locked or not. Answers whether it is gone already.
    public static boolean end(Context context, RuleId rule, RuleRow row) {
        if (RuleRemoval.run(context, rule, row, ExpireRules.ROWS_MAX) > 0) {
            return true;
        }
        RuleRow ended =
                row.withSettings(
                                Optional.of(context.now()),
                                row.comment(),
                                row.activity(),
                                row.priority(),
                                false,
                                context.now())
                        .withTerms(row.terms().withChild(Optional.empty()), context.now());
        context.tx().put(Tables.RULES, rule, ended);
        context.effect(new Effect.Due(context.now()));
        return false;
    }
}
