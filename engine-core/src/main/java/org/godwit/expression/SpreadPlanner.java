package org.godwit.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chooses the RSEs for a [SpreadRequest]. Pure and deterministic: the order of candidates does not
/// matter, only preference and ids.
///
/// Copies are slots: one for each term, the others open to the union of all terms. A slot is
/// matched with a group of RSEs that share the distinct value (without that constraint each RSE is
/// its own group) by augmenting paths, so a plan is found whenever there is one. Groups are offered
/// best first, and a group once matched stays matched; sets of groups that can be matched form a
/// transversal matroid, hence this greedy choice takes the most preferred groups that a plan can
/// have (Edmonds and Fulkerson 1965). Without `distinct` this is the most preferred set of RSEs.
public final class SpreadPlanner {
    /// RSEs of which at most one may be chosen, best first.
    record Group(String value, List<RseView> members) {}

    private static final BitSet NO_TERMS = new BitSet(0);

    private final SpreadRequest request;

    /// By RSE id, the terms that the RSE is a candidate of.
    private final Map<Integer, BitSet> termsOf = new HashMap<>();

    private final List<Group> groups;

    private SpreadPlanner(SpreadRequest request, boolean chosenStay) {
        this.request = request;
        Map<Integer, RseView> candidates = new HashMap<>();
        for (int term = 0; term < request.terms().size(); term++) {
            for (RseView rse : request.terms().get(term).candidates()) {
                candidates.put(rse.id(), rse);
                termsOf.computeIfAbsent(rse.id(), _ -> new BitSet()).set(term);
            }
        }
        this.groups = group(candidates, chosenStay);
    }

    /// The chosen RSEs, those of the terms first, in the order of the terms.
    ///
    /// Fails with [org.godwit.runtime.ErrorCode#INSUFFICIENT_TARGET_RSES] and says which terms
    /// cannot be met.
    public static List<SpreadChoice> choose(SpreadRequest request) {
        SpreadPlanner strict = new SpreadPlanner(request, true);
        Optional<List<SpreadChoice>> plan = strict.plan();
        if (plan.isEmpty() && request.distinct().isPresent()) {
            // An RSE that stays may shut out the only RSE of its group that meets another term.
            plan = new SpreadPlanner(request, false).plan();
        }
        return plan.orElseThrow(() -> new SpreadShortage(request).refusal());
    }

    private List<Group> group(Map<Integer, RseView> candidates, boolean chosenStay) {
        Comparator<RseView> best =
                Comparator.comparing((RseView rse) -> !request.chosen().contains(rse.id()))
                        .thenComparing(request.preference())
                        .thenComparingInt(RseView::id);
        Map<String, List<RseView>> byValue = new LinkedHashMap<>();
        for (RseView rse : candidates.values().stream().sorted(best).toList()) {
            distinctValue(request.distinct(), rse)
                    .ifPresent(value ->
                            byValue.computeIfAbsent(value, _ -> new ArrayList<>()).add(rse));
        }
        List<Group> result = new ArrayList<>();
        byValue.forEach((value, members) -> {
            boolean fixed = chosenStay && request.chosen().contains(members.getFirst().id());
            result.add(new Group(value, fixed ? members.subList(0, 1) : members));
        });
        return result;
    }

    /// What no two chosen RSEs may share; empty where it is unknown.
    public static Optional<String> distinctValue(Optional<String> distinct, RseView rse) {
        Optional<String> value =
                switch (distinct.orElse("rse")) {
                    case "rse" -> Optional.of(Integer.toString(rse.id()));
                    case "site" -> Optional.of(rse.site());
                    case "country" -> Optional.of(rse.country());
                    case String key -> Optional.ofNullable(rse.attributes().get(key));
                };
        return value.filter(text -> !text.isEmpty());
    }

    private Optional<List<SpreadChoice>> plan() {
        int copies = request.copies();
        if (copies < request.terms().size()) {
            return Optional.empty();
        }
        int[] owners = new int[copies];
        Arrays.fill(owners, -1);
        int matched = 0;
        for (int group = 0; group < groups.size() && matched < copies; group++) {
            if (augment(group, owners, new BitSet(copies))) {
                matched++;
            }
        }
        if (matched < copies) {
            return Optional.empty();
        }
        List<SpreadChoice> choices = new ArrayList<>(copies);
        for (int slot = 0; slot < copies; slot++) {
            choices.add(choice(slot, groups.get(owners[slot])));
        }
        return Optional.of(choices);
    }

    /// Finds a slot for `group`: a free one, or one whose owner finds another. Recurses once a slot
    /// at most.
    private boolean augment(int group, int[] owners, BitSet visited) {
        for (int slot = 0; slot < owners.length; slot++) {
            if (owners[slot] < 0 && takes(slot, groups.get(group))) {
                owners[slot] = group;
                return true;
            }
        }
        for (int slot = 0; slot < owners.length; slot++) {
            if (!visited.get(slot) && takes(slot, groups.get(group))) {
                visited.set(slot);
                if (augment(owners[slot], owners, visited)) {
                    owners[slot] = group;
                    return true;
                }
            }
        }
        return false;
    }

    private boolean takes(int slot, Group group) {
        return group.members().stream().anyMatch(rse -> takes(slot, rse));
    }

    private boolean takes(int slot, RseView rse) {
        return slot >= request.terms().size() || termsOf.getOrDefault(rse.id(), NO_TERMS).get(slot);
    }

    private SpreadChoice choice(int slot, Group group) {
        RseView rse =
                group.members().stream()
                        .filter(member -> takes(slot, member))
                        .findFirst()
                        .orElseThrow();
        Optional<String> term =
                slot < request.terms().size()
                        ? Optional.of(request.terms().get(slot).text())
                        : Optional.empty();
        return new SpreadChoice(rse, term, request.chosen().contains(rse.id()));
    }
}
