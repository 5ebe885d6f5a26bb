package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.lock.RuleStates;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;

/// What follows when a rule is gone: whoever waited for it goes on.
final class RuleEnd {
    private RuleEnd() {}

    /// To be called once a rule's row is gone.
    static void after(Context context, RuleId id, RuleRow rule) {
        RuleHistory.note(context, id, rule, RuleEvent.ENDED, "", "");
        RuleStates.abandonParents(context, id);
        wake(context, rule.account());
    }

    /// Has rules of an account that could not be planned to the end tried again: there may be room
    /// now.
    static void wake(Context context, int account) {
        List<RuleId> waiting = new ArrayList<>();
        for (RuleId id : Rules.toPlan(context.tx())) {
            RuleRow rule = Rules.row(context.tx(), id);
            if (rule.account() == account && rule.error().isPresent()) {
                waiting.add(id);
            }
        }
        waiting.forEach(id -> context.effect(new Effect.RuleToPlan(id)));
    }
}
