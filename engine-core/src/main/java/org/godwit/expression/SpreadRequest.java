package org.godwit.expression;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Asks for `copies` RSEs: at least one for each term, all of them different.
///
/// @param distinct no two chosen RSEs share this: `rse`, `site`, `country` or an attribute. An RSE
///   of which it is unknown is not chosen. Absent: RSEs may share anything
/// @param chosen ids of RSEs that hold a copy already; they stay wherever the request can be met
///   with them, so that a new plan moves as little as possible
/// @param preference better RSEs first; equal ones in the order of their ids
public record SpreadRequest(
        int copies,
        List<SpreadTerm> terms,
        Optional<String> distinct,
        List<Integer> chosen,
        Comparator<RseView> preference) {
    public SpreadRequest {
        terms = List.copyOf(terms);
        chosen = List.copyOf(chosen);
        if (copies < 1 || terms.isEmpty()) {
            throw new IllegalArgumentException("at least one copy and one term are needed");
        }
    }
}
