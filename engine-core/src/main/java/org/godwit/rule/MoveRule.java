package org.godwit.rule;

import java.util.Optional;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Accounts;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Moves what a rule keeps to other RSEs: adds a new rule that says the same but for what is
/// changed here; the old one ends once the new one is OK. If the new one is deleted before, the old
/// one stays. Answers the new rule.
///
/// @param expression the RSEs to move to
/// @param copies how many there, or as many as before
/// @param account the new owner, or as before
/// @param by who asks for it
public record MoveRule(
        RuleId rule,
        String expression,
        Optional<Integer> copies,
        Optional<String> account,
        Optional<String> activity,
        String by)
        implements Command<RuleId> {
    @Override
    public RuleId decide(Context context) {
        RuleRow row = Rules.row(context.tx(), rule);
        if (row.terms().child().isPresent()) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "rule %s is being moved already, to rule %s; wait for that or delete it"
                            .formatted(rule, row.terms().child().get()));
        }
        if (row.state() == RuleState.WAITING_APPROVAL || row.ended(context.now())) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "rule "
                            + rule
                            + " keeps nothing (it is "
                            + row.state()
                            + " or has ended); add a new one");
        }
        int owner = account.map(name -> Accounts.id(context.tx(), name)).orElse(row.account());
        RuleSpec spec =
                Successor.spec(row, expression, copies.orElse(row.copies()), context.now())
                        .withActivity(activity);
        RuleId next = Successor.add(context, row.did(), owner, spec);
        RuleHistory.note(context, rule, row, RuleEvent.MOVED, by, "to rule " + next);
        if (Rules.row(context.tx(), next).state() == RuleState.OK) {
            boolean _ = DeleteRule.end(context, rule, row);
        } else {
            Successor.awaits(context, rule, row, next);
        }
        return next;
    }
}
