package org.godwit.rule;

import java.util.Optional;
import java.util.stream.Collectors;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.expression.RseExpressionParser;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Has a rule keep fewer copies, of those that are there: a new rule takes the place of one that is
/// OK, and takes no more of its owner's limits meanwhile. One that is too large to be replaced at
/// once ends when the new one is OK, and needs room for both until then. Answers the new rule.
///
/// @param exclude RSEs that are to keep none
/// @param by who asks for it
public record ReduceRule(RuleId rule, int copies, Optional<String> exclude, String by)
        implements Command<RuleId> {
    @Override
    public RuleId decide(Context context) {
        RuleRow row = Rules.row(context.tx(), rule);
        if (copies >= row.copies()) {
            throw refused("it keeps %d, ask for fewer".formatted(row.copies()));
        }
        if (row.state() != RuleState.OK || row.terms().child().isPresent()) {
            throw refused("it is " + row.state() + ", wait until it is OK");
        }
        String expression =
                exclude.map(text -> without(row.expression(), text)).orElse(row.expression());
        RuleSpec spec = Successor.spec(row, expression, copies, context.now());
        RuleSpec unbound = spec.with(spec.extras().withIgnoreLimit());
        RuleId next = Successor.add(context, row.did(), row.account(), unbound);
        RuleHistory.note(context, rule, row, RuleEvent.REDUCED, by, "to rule " + next);
        Successor.limit(context, next, row.terms().ignoreLimit());
        switch (Rules.row(context.tx(), next).state()) {
            case OK -> {
                boolean _ = DeleteRule.end(context, rule, row);
            }
            case INJECT -> Successor.awaits(context, rule, row, next);
            case REPLICATING, STUCK, SUSPENDED, WAITING_APPROVAL ->
                    throw refused("copies would have to be made first; move it instead");
        }
        return next;
    }

    private static String without(String expression, String excluded) {
        return RseExpressionParser.parseSpread(expression).terms().stream()
                .map(term -> "(" + term + ")\\(" + excluded + ")")
                .collect(Collectors.joining("+"));
    }

    private EngineException refused(String why) {
        return new EngineException(
                ErrorCode.UNSUPPORTED_OPERATION,
                "rule " + rule + " cannot be reduced to " + copies + ": " + why);
    }
}
