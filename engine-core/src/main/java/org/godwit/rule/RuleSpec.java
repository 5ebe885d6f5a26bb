package org.godwit.rule;

import java.util.Optional;
import org.godwit.model.Grouping;
import org.godwit.rule.language.CopyClause;
import org.godwit.rule.language.Lifetime;
import org.godwit.rule.language.RuleOptions;

/// What a rule is to say, beside what it is on.
///
/// @param expression RSE expression, with `+` for a spread
/// @param distinct attribute that no two copies may share: `country`, `site`, …
/// @param weight numeric RSE attribute by which RSEs are preferred; RSEs without it are not taken
/// @param lifetime for ever if absent
/// @param activity [#ACTIVITY_DEFAULT] if absent
/// @param locked whether it can be neither deleted nor expire
/// @param purgeReplicas whether its replicas may go at once when it ends
/// @param ignoreAvailability whether RSEs that cannot be written now are taken too
public record RuleSpec(
        int copies,
        String expression,
        Optional<String> distinct,
        Grouping grouping,
        Optional<String> weight,
        Optional<Lifetime> lifetime,
        Optional<String> sourceExpression,
        Optional<String> activity,
        int priority,
        boolean locked,
        boolean purgeReplicas,
        boolean ignoreAvailability,
        Optional<String> comment) {
    /// The activity of a rule that names none, as in Rucio.
    public static final String ACTIVITY_DEFAULT = "User Subscriptions";

    /// Copies at the RSEs of an expression, everything else by default.
    public static RuleSpec of(int copies, String expression) {
        return new RuleSpec(
                copies,
                expression,
                Optional.empty(),
                Grouping.DATASET,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RuleOptions.PRIORITY_DEFAULT,
                false,
                false,
                false,
                Optional.empty());
    }

    /// A clause of a rule statement, with the statement's options.
    static RuleSpec of(CopyClause clause, RuleOptions options) {
        return new RuleSpec(
                clause.copies(),
                clause.at().toString(),
                clause.distinct(),
                options.grouping(),
                options.weight(),
                options.lifetime(),
                options.source().map(Object::toString),
                options.activity(),
                options.priority(),
                false,
                false,
                false,
                Optional.empty());
    }
}
