package org.godwit.rule;

import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.RuleId;
import org.godwit.namespace.Tree;

/// What rules have noted of the DIDs below theirs.
public final class RuleNotes {
    private RuleNotes() {}

    /// Has the rules on what holds a DID forget it: which RSEs they chose for it, and that it is to
    /// be planned. To be called before a DID that ends leaves what holds it; or else a rule on a
    /// container through which datasets pass would gather notes without end.
    public static void forget(Context context, long did) {
        for (long holder : Tree.withAncestors(context.tx(), did)) {
            for (RuleId rule : Rules.on(context.tx(), holder)) {
                RuleDidKey key = new RuleDidKey(rule, did);
                context.tx().delete(Tables.RULE_TARGETS, key);
                if (context.tx().get(Tables.RULE_PLAN, key).isPresent()) {
                    context.tx().delete(Tables.RULE_PLAN, key);
                    context.effect(new Effect.RuleToPlan(rule));
                }
            }
        }
    }
}
