package org.godwit.transfer;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import org.godwit.catalog.CatalogView;
import org.godwit.topology.RseMatch;

/// What a rule's source expression allows.
final class SourceExpressions {
    private SourceExpressions() {}

    /// The RSEs that the expression names; none, if it no longer matches anything.
    static IntPredicate allowed(CatalogView view, String expression) {
        Set<Integer> rses = new HashSet<>(RseMatch.ids(view, expression));
        return rses::contains;
    }
}
