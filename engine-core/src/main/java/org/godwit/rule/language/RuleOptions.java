package org.godwit.rule.language;

import java.util.Optional;
import org.godwit.expression.RseExpression;
import org.godwit.model.Grouping;
import org.godwit.model.Preference;

/// What a rule says besides copies and data.
///
/// @param lifetime when the rule ends; never, if absent
/// @param activity the share of the links that its transfers count for; the engine's default, if
///   absent
/// @param priority of its transfers, 1 to 5, as Rucio counts
/// @param source where its transfers may read from; anywhere, if absent
/// @param weight the numeric RSE attribute by which RSEs are preferred
/// @param preference which RSEs come first where no weight decides
public record RuleOptions(
        Optional<Lifetime> lifetime,
        Optional<String> activity,
        int priority,
        Grouping grouping,
        Optional<RseExpression> source,
        Optional<String> weight,
        Preference preference,
        Handling handling) {
    public static final int PRIORITY_MAX = 5;
    public static final int PRIORITY_DEFAULT = 3;

    /// Without any preference and with nothing said about how the rule is handled.
    public RuleOptions(
            Optional<Lifetime> lifetime,
            Optional<String> activity,
            int priority,
            Grouping grouping,
            Optional<RseExpression> source,
            Optional<String> weight) {
        this(
                lifetime,
                activity,
                priority,
                grouping,
                source,
                weight,
                Preference.BALANCED,
                Handling.PLAIN);
    }
}
