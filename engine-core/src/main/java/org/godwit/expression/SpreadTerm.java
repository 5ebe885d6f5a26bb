package org.godwit.expression;

import java.util.List;

/// A term of a spread and the RSEs that may take a copy for it. `excluded` counts those that match
/// the term but that the caller has ruled out (not writable, no quota …); it only serves messages.
public record SpreadTerm(String text, List<RseView> candidates, int excluded) {
    public SpreadTerm {
        candidates = List.copyOf(candidates);
    }
}
