package org.godwit.relocation;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.MovePlanRow;
import org.godwit.model.MoveKind;
import org.godwit.model.RuleId;
import org.godwit.rule.Forecast;

/// What moving copies between RSEs would do.
///
/// @param rses to be emptied or balanced
/// @param held replicas at the RSE to be emptied
/// @param moving rules that would keep copies elsewhere
/// @param staying rules that cannot, or may not
/// @param links over which files would move
/// @param fills how full the RSEs to be balanced are and would be
/// @param last files of which the only good copy is at the RSE and no rule would make another
/// @param exact whether all was planned; else files and bytes are scaled up from a part
/// @param targets where copies would be
public record MoveForecast(
        MoveKind kind,
        List<Integer> rses,
        boolean storageGone,
        Count held,
        List<OfRule> moving,
        List<Staying> staying,
        List<Forecast.OnLink> links,
        List<Fill> fills,
        LastCopies last,
        boolean exact,
        List<MovePlanRow.MoveTarget> targets) {
    public MoveForecast {
        rses = List.copyOf(rses);
        moving = List.copyOf(moving);
        staying = List.copyOf(staying);
        links = List.copyOf(links);
        fills = List.copyOf(fills);
        targets = List.copyOf(targets);
    }

    /// A rule that would move copies.
    ///
    /// @param to the RSEs that they would be at instead
    public record OfRule(
            RuleId rule, long did, int account, List<Integer> from, List<Integer> to, Count files) {
        public OfRule {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }

    /// A rule whose copies would stay.
    ///
    /// @param why in words
    public record Staying(RuleId rule, long did, int account, Count files, String why) {}

    /// How full an RSE is.
    ///
    /// @param share it should have of the bytes that the RSEs hold together
    /// @param capacity in bytes, if its storage has told it
    public record Fill(int rse, long before, long after, double share, Optional<Long> capacity) {}

    /// Files that would be lost, or keep an RSE from being emptied.
    ///
    /// @param examples some of them, by id
    /// @param complete whether all replicas of the RSE were looked at
    public record LastCopies(long files, List<Long> examples, boolean complete) {
        /// None.
        public static final LastCopies NONE = new LastCopies(0, List.of(), true);

        public LastCopies {
            examples = List.copyOf(examples);
        }
    }

    /// All that would move.
    public Count moved() {
        return moving.stream().map(OfRule::files).reduce(Count.ZERO, Count::plus);
    }
}
