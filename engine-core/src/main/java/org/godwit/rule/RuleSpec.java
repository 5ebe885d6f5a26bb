package org.godwit.rule;

import java.util.List;
import java.util.Optional;
import org.godwit.expression.RseExpressionParser;
import org.godwit.model.Grouping;
import org.godwit.rule.language.CopyClause;
import org.godwit.rule.language.Handling;
import org.godwit.rule.language.Lifetime;
import org.godwit.rule.language.RuleOptions;
import org.godwit.rule.language.RuleTemplate;

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
/// @param extras what most rules do not say
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
        Optional<String> comment,
        RuleExtras extras) {
    /// A rule without extras.
    public RuleSpec(
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
        this(
                copies,
                expression,
                distinct,
                grouping,
                weight,
                lifetime,
                sourceExpression,
                activity,
                priority,
                locked,
                purgeReplicas,
                ignoreAvailability,
                comment,
                RuleExtras.PLAIN);
    }

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
    public static RuleSpec of(CopyClause clause, RuleOptions options) {
        Handling handling = options.handling();
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
                handling.locked(),
                handling.purge(),
                handling.unavailable(),
                handling.comment(),
                new RuleExtras(
                        options.preference(),
                        handling.notification(),
                        false,
                        handling.split(),
                        handling.approval(),
                        handling.asynchronous(),
                        handling.delay(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    /// The same with other extras.
    public RuleSpec with(RuleExtras newExtras) {
        return new RuleSpec(
                copies,
                expression,
                distinct,
                grouping,
                weight,
                lifetime,
                sourceExpression,
                activity,
                priority,
                locked,
                purgeReplicas,
                ignoreAvailability,
                comment,
                newExtras);
    }

    /// The same with another activity, if one is given.
    RuleSpec withActivity(Optional<String> newActivity) {
        return new RuleSpec(
                copies,
                expression,
                distinct,
                grouping,
                weight,
                lifetime,
                sourceExpression,
                newActivity.or(() -> activity),
                priority,
                locked,
                purgeReplicas,
                ignoreAvailability,
                comment,
                extras);
    }

    /// As a statement of the rule language, without the data. What the language has no words for
    /// (the limits that are ignored, the note of a workflow system) is left out.
    public RuleTemplate template() {
        RuleOptions options =
                new RuleOptions(
                        lifetime,
                        activity,
                        priority,
                        grouping,
                        sourceExpression.map(RseExpressionParser::parse),
                        weight,
                        extras.preference(),
                        new Handling(
                                extras.approval(),
                                extras.notification(),
                                locked,
                                purgeReplicas,
                                ignoreAvailability,
                                extras.asynchronous(),
                                extras.split(),
                                extras.delay(),
                                comment));
        return new RuleTemplate(
                List.of(
                        new CopyClause(
                                copies, RseExpressionParser.parseSpread(expression), distinct)),
                options);
    }
}
