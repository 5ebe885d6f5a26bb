package org.godwit.rule;

import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.RuleId;

/// Finds the rules that should have copies elsewhere after RSEs have changed, and notes them for
/// [MoveLocks]. Looks at what rules have chosen, not at their files. Answers the rule to go on
/// behind, if there are more.
///
/// @param after the rule reached so far; absent to begin
public record ReviewRules(Optional<RuleId> after) implements Command<Optional<RuleId>> {
    /// Most rules of one decision: some tens of milliseconds.
    private static final int RULES_MAX = 200;

    private static final RuleId FIRST = new RuleId(0, 0);
    private static final RuleId LAST = new RuleId(-1, -1);

    @Override
    public Optional<RuleId> decide(Context context) {
        Optional<RuleId> reached = after;
        int looked = 0;
        try (Cursor<RuleId, RuleRow> rules =
                context.tx().scan(Tables.RULES, after.orElse(FIRST), LAST)) {
            while (rules.hasNext()) {
                Map.Entry<RuleId, RuleRow> rule = rules.next();
                if (after.equals(Optional.of(rule.getKey()))) {
                    continue;
                }
                if (looked++ == RULES_MAX) {
                    return reached;
                }
                reached = Optional.of(rule.getKey());
                review(context, rule.getKey(), rule.getValue());
            }
        }
        return Optional.empty();
    }

    private static void review(Context context, RuleId id, RuleRow rule) {
        if (rule.ended(context.now()) || !new RuleFit(context, id, rule).isBroken()) {
            return;
        }
        context.tx().put(Tables.RULE_REVIEWS, id, RuleMove.BEGIN);
        context.effect(new Effect.LocksToMove());
    }
}
