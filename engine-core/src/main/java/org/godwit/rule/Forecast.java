package org.godwit.rule;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.PlanRow;
import org.godwit.model.Link;
import org.godwit.model.RuleState;

/// What rules would do if they were added now.
///
/// @param rules one for each DID and clause
/// @param links over which files would move
/// @param quotas of the owner, where the rules would take of them
/// @param exact whether all files were planned; otherwise files and bytes are scaled up from a part
/// @param targets the RSEs chosen for each group of files
/// @param facts what the choice rests on
public record Forecast(
        List<OfRule> rules,
        List<OnLink> links,
        List<OfQuota> quotas,
        boolean exact,
        List<PlanRow.PlanTarget> targets,
        List<String> facts) {
    public Forecast {
        rules = List.copyOf(rules);
        links = List.copyOf(links);
        quotas = List.copyOf(quotas);
        targets = List.copyOf(targets);
        facts = List.copyOf(facts);
    }

    /// One rule.
    ///
    /// @param statement in the rule language
    /// @param state that it would have at once
    /// @param files copies of files that it would keep
    /// @param present of those, the copies that are there already
    /// @param coming of those, the copies that other rules are having made
    /// @param rses every RSE, the chosen ones first
    public record OfRule(
            String statement,
            RuleState state,
            Count files,
            Count present,
            Count coming,
            List<AtRse> rses) {
        public OfRule {
            rses = List.copyOf(rses);
        }
    }

    /// What a rule would do at an RSE, and why.
    public record AtRse(String rse, Verdict verdict, String why, Count files, Count present) {}

    /// Whether an RSE is taken, or what rules it out.
    public enum Verdict {
        CHOSEN,
        /// The rule's expression does not match it.
        EXPRESSION,
        /// It cannot be written now.
        AVAILABILITY,
        /// It has no positive number as the rule's weight.
        WEIGHT,
        /// The owner's limits leave no room.
        QUOTA,
        /// It shares with a chosen RSE what the copies may not share.
        DISTINCT,
        /// Others come first.
        PREFERENCE
    }

    /// Files that would move over a link, and how long that might take.
    ///
    /// @param moved files and bytes of the rules
    /// @param queued what waits or moves there already
    /// @param after the site whose copies must be there first, on a route of several links
    /// @param rate bytes per second as measured; absent if nothing was
    /// @param seconds until the rules' last file is there
    public record OnLink(
            Link link,
            String source,
            String destination,
            Count moved,
            Count queued,
            Optional<String> after,
            Optional<Range> rate,
            Optional<Range> seconds) {}

    /// A number that is not known exactly.
    ///
    /// @param low nine of ten times it is at least this
    /// @param likely the median
    /// @param high nine of ten times it is at most this
    public record Range(double low, double likely, double high) {}

    /// A limit, and what the rules would take of it.
    ///
    /// @param limit in bytes, [Limits#INFINITE] for no bound
    /// @param used now
    /// @param after with the rules
    public record OfQuota(String where, long limit, long used, long after) {}

    /// How long all would take; absent where a link was never measured.
    public Optional<Range> seconds() {
        return seconds(links);
    }

    /// How long all that moves on these links takes; absent where one was never measured.
    public static Optional<Range> seconds(List<OnLink> links) {
        if (links.stream().anyMatch(link -> link.seconds().isEmpty())) {
            return Optional.empty();
        }
        return links.stream()
                .flatMap(link -> link.seconds().stream())
                .reduce((a, b) ->
                        new Range(
                                Math.max(a.low(), b.low()),
                                Math.max(a.likely(), b.likely()),
                                Math.max(a.high(), b.high())))
                .or(() -> Optional.of(new Range(0, 0, 0)));
    }
}
