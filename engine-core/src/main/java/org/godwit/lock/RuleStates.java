package org.godwit.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.RulePair;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.EventType;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;

/// Changes the state of rules, with what follows: a rule that waited for this one to be OK may end,
/// and one that was stuck for two weeks is suspended.
public final class RuleStates {
    /// How long a rule may be STUCK before it is SUSPENDED, as in Rucio.
    public static final Duration STUCK_FOR = Duration.ofDays(14);

    private static final RuleId FIRST = new RuleId(0, 0);

    private RuleStates() {}

    /// Writes a rule's new state.
    public static void set(
            Context context, RuleId id, RuleRow rule, RuleState state, Optional<String> error) {
        RuleState next = givenUp(context, rule, state) ? RuleState.SUSPENDED : state;
        context.tx().put(Tables.RULES, id, rule.withState(next, error, context.now()));
        if (next != rule.state() && next == RuleState.OK) {
            RuleEvents.tell(context, EventType.RULE_OK, id, rule, "");
        } else if (next != rule.state() && next == RuleState.STUCK) {
            RuleEvents.tell(context, EventType.RULE_STUCK, id, rule, error.orElse(""));
        }
        if (next == RuleState.OK) {
            releaseParents(context, id);
        }
    }

    /// Whether a rule in this state has been stuck for so long that it is given up.
    public static boolean givenUp(Context context, RuleRow rule, RuleState state) {
        return state == RuleState.STUCK
                && rule.terms()
                        .stuckSince()
                        .filter(since -> since.plus(STUCK_FOR).isBefore(context.now()))
                        .isPresent();
    }

    /// Rules that were moved to this one may end now.
    public static void releaseParents(Context context, RuleId child) {
        for (RuleId parent : parents(context, child)) {
            RuleRow row = context.tx().get(Tables.RULES, parent).orElseThrow();
            context.tx()
                    .put(
                            Tables.RULES,
                            parent,
                            row.withTerms(row.terms().withChild(Optional.empty()), context.now()));
            context.effect(new Effect.Due(context.now()));
        }
    }

    /// Rules that were moved to one that is gone stay, without an end.
    public static void abandonParents(Context context, RuleId child) {
        for (RuleId parent : parents(context, child)) {
            RuleRow row = context.tx().get(Tables.RULES, parent).orElseThrow();
            context.tx()
                    .put(
                            Tables.RULES,
                            parent,
                            row.withSettings(
                                            Optional.empty(),
                                            row.comment(),
                                            row.activity(),
                                            row.priority(),
                                            row.locked(),
                                            context.now())
                                    .withTerms(
                                            row.terms().withChild(Optional.empty()),
                                            context.now()));
        }
    }

    private static List<RuleId> parents(Context context, RuleId child) {
        List<RuleId> parents = new ArrayList<>();
        try (Cursor<RulePair, Present> rows =
                context.tx()
                        .scan(
                                Tables.RULE_PARENTS,
                                new RulePair(child, FIRST),
                                new RulePair(child, new RuleId(-1, -1)))) {
            rows.forEachRemaining(row -> parents.add(row.getKey().parent()));
        }
        return parents;
    }
}
