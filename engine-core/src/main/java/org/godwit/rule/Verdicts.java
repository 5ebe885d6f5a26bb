package org.godwit.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.decision.Context;
import org.godwit.expression.RseExpressionParser;
import org.godwit.expression.RseView;
import org.godwit.expression.SpreadPlanner;
import org.godwit.namespace.Tree;
import org.godwit.topology.RseMatch;
import org.godwit.topology.Rses;
import org.godwit.transfer.FileCopies;

/// Says of every RSE whether a rule takes it, and why or why not.
final class Verdicts {
    private final CatalogView view;
    private final RuleRow rule;
    private final Placement placement;
    private final Quota quota;
    private final Presence presence = new Presence();
    private final long groupBytes;

    Verdicts(Context context, RuleRow rule) {
        this.view = context.tx();
        this.rule = rule;
        this.quota = Quota.of(view, rule);
        this.placement = new Placement(context, rule, quota);
        Tree.sample(view, rule.did(), RuleLimits.PLACEMENT_SAMPLE)
                .forEach(file -> presence.add(FileCopies.of(view, file, 0)));
        this.groupBytes = Tree.files(view, rule.did(), RuleLimits.PLACEMENT_SAMPLE).bytes();
    }

    /// All RSEs, the chosen ones first.
    ///
    /// @param wanted copies that the rule keeps, by RSE
    /// @param present of those, the ones that are there
    /// @param scale how many times as many there are in truth
    List<Forecast.AtRse> of(Map<Integer, Count> wanted, Map<Integer, Count> present, double scale) {
        List<RseView> all = new ArrayList<>(RseMatch.directory(view).all());
        all.sort(Comparator.comparingInt(RseView::id));
        List<RseView> chosen = all.stream().filter(rse -> wanted.containsKey(rse.id())).toList();
        List<Forecast.AtRse> verdicts = new ArrayList<>();
        for (RseView rse : chosen) {
            Count there = present.getOrDefault(rse.id(), Count.ZERO);
            verdicts.add(
                    new Forecast.AtRse(
                            rse.name(),
                            Forecast.Verdict.CHOSEN,
                            why(rse),
                            DryRun.scaled(wanted.getOrDefault(rse.id(), Count.ZERO), scale),
                            DryRun.scaled(there, scale)));
        }
        for (RseView rse : all) {
            if (!wanted.containsKey(rse.id())) {
                verdicts.add(other(rse, chosen));
            }
        }
        return verdicts;
    }

    private String why(RseView rse) {
        if (presence.at(rse.id()) > 0) {
            return "holds some of the data already";
        }
        return rule.weight()
                .map(key -> "drawn by its weight, " + key + "=" + rse.attributes().get(key))
                .orElseGet(() ->
                        switch (rule.terms().preference()) {
                            case BALANCED -> "holds least of those that match";
                            case FREE_SPACE -> "has most free space of those that match";
                            case NEAREST -> "is nearest to a copy of those that match";
                        });
    }

    /// The verdict on one RSE that was not chosen.
    Forecast.AtRse other(RseView rse, List<RseView> chosen) {
        if (!matches(rse)) {
            return no(rse, Forecast.Verdict.EXPRESSION, "is not among " + rule.expression());
        }
        if (placement.isClosed(rse.id())) {
            return no(rse, Forecast.Verdict.AVAILABILITY, "is being taken out of use");
        }
        if (!placement.writable(rse)) {
            return no(rse, Forecast.Verdict.AVAILABILITY, "cannot be written now");
        }
        if (!placement.hasWeight(rse)) {
            return no(
                    rse,
                    Forecast.Verdict.WEIGHT,
                    "has no positive number as attribute " + rule.weight().orElse(""));
        }
        Optional<String> refusal = quota.refusal(rse.id(), groupBytes);
        if (refusal.isPresent()) {
            return no(rse, Forecast.Verdict.QUOTA, refusal.get());
        }
        Optional<RseView> twin = chosen.stream().filter(other -> shares(rse, other)).findFirst();
        if (twin.isPresent()) {
            return no(
                    rse,
                    Forecast.Verdict.DISTINCT,
                    "has the same "
                            + rule.distinct().orElse("")
                            + " as "
                            + twin.get().name()
                            + ", which is chosen");
        }
        return no(
                rse,
                Forecast.Verdict.PREFERENCE,
                chosen.stream().anyMatch(other -> presence.at(other.id()) > presence.at(rse.id()))
                        ? "holds less of the data than those chosen"
                        : "others come first, and as many copies as asked for are placed");
    }

    private boolean matches(RseView rse) {
        return RseMatch.terms(view, RseExpressionParser.parseSpread(rule.expression())).stream()
                .flatMap(term -> term.candidates().stream())
                .anyMatch(candidate -> candidate.id() == rse.id());
    }

    private boolean shares(RseView rse, RseView other) {
        if (rule.distinct().isEmpty()) {
            return false;
        }
        Optional<String> value = SpreadPlanner.distinctValue(rule.distinct(), rse);
        return value.isEmpty() || value.equals(SpreadPlanner.distinctValue(rule.distinct(), other));
    }

    private static Forecast.AtRse no(RseView rse, Forecast.Verdict verdict, String why) {
        return new Forecast.AtRse(rse.name(), verdict, why, Count.ZERO, Count.ZERO);
    }

    /// The RSE of an id, as expressions see it.
    static Optional<RseView> view(CatalogView view, int id) {
        return RseMatch.directory(view).all().stream().filter(rse -> rse.id() == id).findFirst();
    }

    /// The names of RSEs, joined.
    static String names(CatalogView view, List<Integer> rses) {
        return String.join(", ", rses.stream().map(id -> Rses.row(view, id).name()).toList());
    }
}
