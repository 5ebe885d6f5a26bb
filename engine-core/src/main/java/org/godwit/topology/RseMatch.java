package org.godwit.topology;

import java.util.List;
import org.godwit.catalog.CatalogView;

/// RSE expressions against the catalogue.
public final class RseMatch {
    private RseMatch() {}

    /// The ids that an expression matches, in order; empty if nothing does.
    public static List<Integer> ids(CatalogView view, String expression) {
        return List.of();
    }
}
