package org.godwit.it.rules.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.godwit.model.Grouping;

/// What is there and what rules ask of it, in plain maps by name. It does not choose RSEs: it says
/// whether a choice is one that the rules allow.
final class RuleModel {
    /// A rule as the model knows it.
    ///
    /// @param terms of the spread, each `tag` or `tag&tag`: tags that an RSE must all have
    record Rule(
            String did,
            int copies,
            List<String> terms,
            Optional<String> distinct,
            Grouping grouping) {
        Rule {
            terms = List.copyOf(terms);
        }

        String expression() {
            return String.join("+", terms);
        }
    }

    private final Map<String, Map<String, String>> rses = new TreeMap<>();
    private final Map<String, Set<String>> contents = new TreeMap<>();
    private final Map<String, Set<String>> replicas = new TreeMap<>();
    private final Map<String, Rule> rules = new TreeMap<>();

    void rse(String name, Map<String, String> attributes) {
        rses.put(name, new HashMap<>(attributes));
    }

    private Map<String, String> attributes(String rse) {
        return Objects.requireNonNull(rses.get(rse));
    }

    void attribute(String rse, String key, String value) {
        attributes(rse).put(key, value);
    }

    void attach(String parent, String child) {
        contents.computeIfAbsent(parent, _ -> new TreeSet<>()).add(child);
    }

    void detach(String parent, String child) {
        contents.getOrDefault(parent, new TreeSet<>()).remove(child);
    }

    void replica(String file, String rse) {
        replicas.computeIfAbsent(file, _ -> new TreeSet<>()).add(rse);
    }

    boolean isThere(String file, String rse) {
        return replicas.getOrDefault(file, Set.of()).contains(rse);
    }

    void add(String id, Rule rule) {
        rules.put(id, rule);
    }

    void remove(String id) {
        rules.remove(id);
    }

    Map<String, Rule> rules() {
        return rules;
    }

    Set<String> files() {
        return replicas.keySet();
    }

    /// The files below a DID, however deep.
    Set<String> below(String did) {
        Set<String> found = new TreeSet<>();
        if (replicas.containsKey(did)) {
            found.add(did);
        }
        for (String child : contents.getOrDefault(did, Set.of())) {
            found.addAll(below(child));
        }
        return found;
    }

    /// The datasets below a DID that hold a file directly.
    Set<String> datasetsOf(String did, String file) {
        Set<String> found = new TreeSet<>();
        Set<String> children = contents.getOrDefault(did, Set.of());
        if (children.contains(file)) {
            found.add(did);
        }
        children.forEach(child -> found.addAll(datasetsOf(child, file)));
        return found;
    }

    private boolean matches(String rse, String term) {
        for (String tag : term.split("&", -1)) {
            String[] pair = tag.split("=", -1);
            if (!pair[1].equals(attributes(rse).get(pair[0]))) {
                return false;
            }
        }
        return true;
    }

    /// Whether these RSEs are a right choice for a rule, found by trying all ways to give one to
    /// each term.
    boolean allows(Rule rule, Set<String> chosen) {
        if (chosen.size() != rule.copies()) {
            return false;
        }
        for (String rse : chosen) {
            if (rule.terms().stream().noneMatch(term -> matches(rse, term))) {
                return false;
            }
        }
        if (rule.distinct().isPresent()) {
            Set<String> values = new HashSet<>();
            for (String rse : chosen) {
                String value = attributes(rse).get(rule.distinct().get());
                if (value == null || !values.add(value)) {
                    return false;
                }
            }
        }
        return covers(rule.terms(), new ArrayList<>(chosen));
    }

    private boolean covers(List<String> terms, List<String> rest) {
        if (terms.isEmpty()) {
            return true;
        }
        for (String rse : rest) {
            if (matches(rse, terms.getFirst())) {
                List<String> others = new ArrayList<>(rest);
                others.remove(rse);
                if (covers(terms.subList(1, terms.size()), others)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether any choice would be right now.
    boolean canBeMet(Rule rule) {
        return anyChoice(rule, new ArrayList<>(rses.keySet()), new TreeSet<>());
    }

    private boolean anyChoice(Rule rule, List<String> rest, Set<String> chosen) {
        if (chosen.size() == rule.copies()) {
            return allows(rule, chosen);
        }
        for (int i = 0; i < rest.size(); i++) {
            chosen.add(rest.get(i));
            if (anyChoice(rule, rest.subList(i + 1, rest.size()), chosen)) {
                return true;
            }
            chosen.remove(rest.get(i));
        }
        return false;
    }
}
