package org.godwit.expression;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Puts into words why a [SpreadRequest] cannot be met. By Hall's theorem there are then too few
/// copies, too few groups in all, or some terms that together have fewer groups than they are.
final class SpreadShortage {
    private static final int NAMES_SHOWN_MAX = 5;

    private final SpreadRequest request;
    private final List<Set<String>> valuesOfTerm;

    SpreadShortage(SpreadRequest request) {
        this.request = request;
        this.valuesOfTerm =
                request.terms().stream()
                        .map(term ->
                                term.candidates().stream()
                                        .flatMap(rse -> value(rse).stream())
                                        .collect(Collectors.<String>toSet()))
                        .toList();
    }

    EngineException refusal() {
        String at = request.terms().stream().map(SpreadTerm::text).collect(Collectors.joining("+"));
        String distinct = request.distinct().map(key -> ", distinct " + key).orElse("");
        return new EngineException(
                ErrorCode.INSUFFICIENT_TARGET_RSES,
                "needs "
                        + count(request.copies(), "copy", "copies")
                        + " at "
                        + at
                        + distinct
                        + ": "
                        + why());
    }

    private String why() {
        if (request.copies() < request.terms().size()) {
            return "each of the " + request.terms().size() + " terms takes a copy; ask for as many";
        }
        for (int term = 0; term < request.terms().size(); term++) {
            if (valuesOfTerm.get(term).isEmpty()) {
                return emptyTerm(request.terms().get(term));
            }
        }
        Set<Integer> all = new LinkedHashSet<>();
        for (int term = 0; term < request.terms().size(); term++) {
            all.add(term);
        }
        Set<Integer> tooFew = shortTerms().orElse(all);
        return matchOnly(tooFew);
    }

    private String emptyTerm(SpreadTerm term) {
        String text = '"' + term.text() + '"';
        if (!term.candidates().isEmpty()) {
            return "no RSE that matches "
                    + text
                    + " has a known "
                    + request.distinct().orElse("rse");
        }
        return term.excluded() == 0
                ? "no RSE matches " + text
                : "none of the " + term.excluded() + " RSEs that match " + text + " can be used";
    }

    private String matchOnly(Set<Integer> terms) {
        Set<String> names = new TreeSet<>();
        Set<String> values = new TreeSet<>();
        int excluded = 0;
        for (int term : terms) {
            request.terms().get(term).candidates().forEach(rse -> names.add(rse.name()));
            values.addAll(valuesOfTerm.get(term));
            excluded += request.terms().get(term).excluded();
        }
        String who =
                terms.stream()
                        .map(term -> '"' + request.terms().get(term).text() + '"')
                        .collect(Collectors.joining(" and "));
        String verb = terms.size() == 1 ? " matches only " : " together match only ";
        String what =
                request.distinct()
                        .filter(key -> !key.equals("rse"))
                        .map(key ->
                                count(values.size(), key, "different values of " + key)
                                        + shown(values))
                        .orElseGet(() ->
                                count(names.size(), "usable RSE", "usable RSEs") + shown(names));
        return who + verb + what + (excluded == 0 ? "" : "; " + excluded + " more cannot be used");
    }

    private static String shown(Set<String> names) {
        String more = names.size() > NAMES_SHOWN_MAX ? ", …)" : ")";
        return names.stream().limit(NAMES_SHOWN_MAX).collect(Collectors.joining(", ", " (", more));
    }

    /// Terms that together have fewer values than they are: all that an alternating path reaches
    /// from a term that a maximum matching leaves out.
    private Optional<Set<Integer>> shortTerms() {
        Map<String, Integer> termOfValue = new HashMap<>();
        for (int term = 0; term < valuesOfTerm.size(); term++) {
            if (!augment(term, termOfValue, new HashSet<>())) {
                Set<Integer> reached = new LinkedHashSet<>(List.of(term));
                Deque<Integer> open = new ArrayDeque<>(reached);
                while (!open.isEmpty()) {
                    for (String value : valuesOfTerm.get(open.remove())) {
                        Integer owner = termOfValue.get(value);
                        if (owner != null && reached.add(owner)) {
                            open.add(owner);
                        }
                    }
                }
                return Optional.of(new TreeSet<>(reached));
            }
        }
        return Optional.empty();
    }

    private boolean augment(int term, Map<String, Integer> termOfValue, Set<String> visited) {
        for (String value : valuesOfTerm.get(term)) {
            if (visited.add(value)) {
                Integer owner = termOfValue.get(value);
                if (owner == null || augment(owner, termOfValue, visited)) {
                    termOfValue.put(value, term);
                    return true;
                }
            }
        }
        return false;
    }

    private Optional<String> value(RseView rse) {
        return SpreadPlanner.distinctValue(request.distinct(), rse);
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
