package org.godwit.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.expression.Dialect;
import org.godwit.expression.RseExpressionParser;
import org.godwit.expression.RseView;
import org.godwit.expression.Spread;
import org.godwit.expression.SpreadChoice;
import org.godwit.expression.SpreadPlanner;
import org.godwit.expression.SpreadRequest;
import org.godwit.expression.SpreadTerm;
import org.godwit.model.ReplicaState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Drains;
import org.godwit.topology.RseMatch;
import org.godwit.topology.Rses;

/// Chooses RSEs for a rule: those that hold most bytes of the group already; then, as the rule
/// prefers: at random in proportion to its weight, those with most free space, or those nearest to
/// a copy; else those that hold least; then by id. The spread and `distinct` are met whenever they
/// can be, by RSEs where the owner's limits leave room. For one decision.
final class Placement {
    private final Context context;
    private final RuleRow rule;
    private final Quota quota;
    private final Set<Integer> closed;
    private final List<SpreadTerm> matches;
    private final List<SpreadTerm> terms;

    /// Fails if the expression matches nothing, or nothing that may be written.
    Placement(Context context, RuleRow rule) {
        this(context, rule, Quota.of(context.tx(), rule));
    }

    /// @param quota what the rule's owner may still take
    Placement(Context context, RuleRow rule, Quota quota) {
        this.context = context;
        this.rule = rule;
        this.quota = quota;
        Spread spread = RseExpressionParser.parseSpread(rule.expression());
        this.closed = Drains.closed(context.tx());
        this.matches = RseMatch.terms(context.tx(), spread);
        for (int i = 0; i < matches.size(); i++) {
            if (matches.get(i).candidates().isEmpty()) {
                // Says why, and what may have been meant.
                RseMatch.idsOrFail(context.tx(), spread.terms().get(i).toString(), Dialect.RULE);
            }
        }
        this.terms = matches.stream().map(this::usable).toList();
        if (terms.stream().allMatch(term -> term.candidates().isEmpty())) {
            throw allRuledOut(matches);
        }
    }

    private SpreadTerm usable(SpreadTerm term) {
        List<RseView> usable =
                term.candidates().stream().filter(this::writable).filter(this::hasWeight).toList();
        return new SpreadTerm(term.text(), usable, term.candidates().size() - usable.size());
    }

    /// Whether an RSE is taken out of use, so that it takes nothing and keeps nothing.
    boolean isClosed(int rse) {
        return closed.contains(rse);
    }

    boolean writable(RseView rse) {
        if (isClosed(rse.id())) {
            return false;
        }
        return rule.ignoreAvailability() || Rses.row(context.tx(), rse.id()).writable();
    }

    boolean hasWeight(RseView rse) {
        return rule.weight().isEmpty() || weight(rse).isPresent();
    }

    private OptionalDouble weight(RseView rse) {
        Optional<String> value =
                rule.weight().flatMap(key -> Optional.ofNullable(rse.attributes().get(key)));
        try {
            double weight = Double.parseDouble(value.orElse(""));
            return weight > 0 && Double.isFinite(weight)
                    ? OptionalDouble.of(weight)
                    : OptionalDouble.empty();
        } catch (NumberFormatException _) {
            return OptionalDouble.empty();
        }
    }

    private EngineException allRuledOut(List<SpreadTerm> matches) {
        if (matches.stream()
                .flatMap(term -> term.candidates().stream())
                .allMatch(rse -> isClosed(rse.id()))) {
            return new EngineException(
                    ErrorCode.RSE_WRITE_BLOCKED,
                    "all RSEs at \""
                            + rule.expression()
                            + "\" are being taken out of use (`godwit rse drains`); name others");
        }
        boolean blocked =
                matches.stream()
                        .flatMap(term -> term.candidates().stream())
                        .noneMatch(this::writable);
        return blocked
                ? new EngineException(
                        ErrorCode.RSE_WRITE_BLOCKED,
                        "no RSE at \""
                                + rule.expression()
                                + "\" can be written now; open one with `godwit rse set --write on`, or name others")
                : new EngineException(
                        ErrorCode.INVALID_RULE,
                        "no RSE at \""
                                + rule.expression()
                                + "\" has a positive number as attribute \""
                                + rule.weight().orElse("")
                                + "\"; set it or leave the weight out");
    }

    /// Whether an RSE may take copies, room aside: it matches, can be written and has a weight.
    boolean takes(int rse) {
        return terms.stream()
                .flatMap(term -> term.candidates().stream())
                .anyMatch(candidate -> candidate.id() == rse);
    }

    /// Fails unless RSEs can be chosen for a group of no bytes.
    void check() {
        List<Integer> _ = choose(new Presence(), 0);
    }

    /// The RSEs for a group of files. Fails with [ErrorCode#INSUFFICIENT_TARGET_RSES] if there are
    /// too few, with [ErrorCode#QUOTA_EXCEEDED] if there would be enough but for the limits.
    ///
    /// @param bytes of the group
    List<Integer> choose(Presence presence, long bytes) {
        Map<Integer, Double> order = new HashMap<>();
        terms.stream()
                .flatMap(term -> term.candidates().stream())
                .sorted(Comparator.comparingInt(RseView::id))
                .forEach(rse -> order.computeIfAbsent(rse.id(), _ -> order(rse, presence)));
        Comparator<RseView> preference =
                Comparator.comparingLong((RseView rse) -> -presence.at(rse.id()))
                        .thenComparingDouble(rse -> order.getOrDefault(rse.id(), 0.0));
        if (quota.unlimited()) {
            return choose(terms, preference);
        }
        try {
            return choose(terms.stream().map(term -> withRoom(term, bytes)).toList(), preference);
        } catch (EngineException shortage) {
            // Were there no limits, would it do?
            List<Integer> wanted = choose(terms, preference);
            throw wanted.stream()
                    .flatMap(rse -> quota.refusal(rse, bytes).stream())
                    .findFirst()
                    .map(Quota::exceeded)
                    .orElse(shortage);
        }
    }

    /// Whether an RSE is one that the rule names now and that is in use, whether or not it can be
    /// written.
    boolean names(int rse) {
        return !isClosed(rse)
                && matches.stream()
                        .flatMap(term -> term.candidates().stream())
                        .anyMatch(candidate -> candidate.id() == rse);
    }

    /// The RSEs for a group that has copies at some already: of these as many stay as can, also
    /// where nothing more may be written. Fails as [#choose].
    List<Integer> keeping(List<Integer> kept, Presence presence, long bytes) {
        return keeping(kept, presence, bytes, Set.of());
    }

    /// The same without some RSEs.
    List<Integer> keeping(List<Integer> kept, Presence presence, long bytes, Set<Integer> without) {
        List<SpreadTerm> from = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            List<RseView> usable = terms.get(i).candidates();
            List<RseView> candidates =
                    matches.get(i).candidates().stream()
                            .filter(rse -> !without.contains(rse.id()))
                            .filter(rse ->
                                    (kept.contains(rse.id()) && !isClosed(rse.id()))
                                            || (usable.contains(rse)
                                                    && quota.refusal(rse.id(), bytes).isEmpty()))
                            .toList();
            from.add(
                    new SpreadTerm(
                            matches.get(i).text(),
                            candidates,
                            matches.get(i).candidates().size() - candidates.size()));
        }
        return choose(
                from,
                kept,
                Comparator.comparingLong((RseView rse) -> -presence.at(rse.id()))
                        .thenComparingDouble(rse -> order(rse, presence)));
    }

    private List<Integer> choose(List<SpreadTerm> from, Comparator<RseView> preference) {
        return choose(from, List.of(), preference);
    }

    private List<Integer> choose(
            List<SpreadTerm> from, List<Integer> kept, Comparator<RseView> preference) {
        return SpreadPlanner.choose(
                        new SpreadRequest(rule.copies(), from, rule.distinct(), kept, preference))
                .stream()
                .map(SpreadChoice::rse)
                .map(RseView::id)
                .toList();
    }

    private SpreadTerm withRoom(SpreadTerm term, long bytes) {
        List<RseView> room =
                term.candidates().stream()
                        .filter(rse -> quota.refusal(rse.id(), bytes).isEmpty())
                        .toList();
        return new SpreadTerm(
                term.text(), room, term.excluded() + term.candidates().size() - room.size());
    }

    /// Smaller is better. With a weight w: −ln(u)/w for a uniform u, whose order is that of drawing
    /// without putting back in proportion to w (Efraimidis and Spirakis 2006).
    private double order(RseView rse, Presence presence) {
        OptionalDouble weight = weight(rse);
        if (weight.isPresent()) {
            return -Math.log(1.0 - context.random().nextDouble()) / weight.getAsDouble();
        }
        return switch (rule.terms().preference()) {
            case BALANCED -> held(rse);
            case FREE_SPACE -> -FreeSpace.at(context.tx(), rse.id()).orElse(0L).doubleValue();
            case NEAREST -> presence.distanceTo(context.tx(), rse.id());
        };
    }

    private double held(RseView rse) {
        return held(rse.id(), ReplicaState.AVAILABLE) + held(rse.id(), ReplicaState.COPYING);
    }

    private double held(int rse, ReplicaState state) {
        return context.tx()
                .get(Tables.COUNTERS, CounterKey.rseReplicas(rse, state))
                .orElse(Count.ZERO)
                .bytes();
    }
}
