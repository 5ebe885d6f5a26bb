package org.godwit.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.RuleTerms;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.model.RuleId;
import org.godwit.rule.language.Lifetime;

/// Rules that take the place of others.
final class Successor {
    private Successor() {}

    /// What a rule says, with other RSEs and another number of copies; it ends when the rule would.
    static RuleSpec spec(RuleRow row, String expression, int copies, Instant now) {
        RuleTerms terms = row.terms();
        Optional<Lifetime> lifetime =
                row.expiresAt()
                        .filter(end -> end.isAfter(now))
                        .map(end -> new Lifetime.For(Duration.between(now, end)));
        return new RuleSpec(
                copies,
                expression,
                row.distinct(),
                row.grouping(),
                row.weight(),
                lifetime,
                row.sourceExpression(),
                Optional.of(row.activity()),
                row.priority(),
                row.locked(),
                row.purgeReplicas(),
                row.ignoreAvailability(),
                row.comment(),
                new RuleExtras(
                        terms.preference(),
                        terms.notification(),
                        terms.ignoreLimit(),
                        terms.splitContainer(),
                        false,
                        false,
                        Optional.empty(),
                        terms.subscription(),
                        terms.policy(),
                        terms.meta()));
    }

    /// Adds a rule as [AddRule] does.
    static RuleId add(Context context, long did, int owner, RuleSpec spec) {
        RuleRow rule = AddRule.row(context, did, owner, spec);
        AddRule.checkNew(context, rule);
        RuleId id = RuleId.random(context.random());
        long _ = RuleStart.add(context, id, rule, spec.extras(), RuleLimits.LOCKS_AT_ONCE);
        return id;
    }

    /// Has a rule count towards its owner's limits, or not.
    static void limit(Context context, RuleId id, boolean ignore) {
        RuleRow row = Rules.row(context.tx(), id);
        context.tx()
                .put(
                        Tables.RULES,
                        id,
                        row.withTerms(row.terms().withIgnoreLimit(ignore), context.now()));
    }

    /// Has a rule end once another is OK.
    static void awaits(Context context, RuleId id, RuleRow row, RuleId successor) {
        RuleRow waiting =
                row.withSettings(
                                Optional.of(context.now()),
                                row.comment(),
                                row.activity(),
                                row.priority(),
                                false,
                                context.now())
                        .withTerms(row.terms().withChild(Optional.of(successor)), context.now());
        context.tx().put(Tables.RULES, id, waiting);
    }
}
