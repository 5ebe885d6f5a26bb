package org.godwit.rule;

import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.topology.Rses;

/// How much room RSEs have, as far as the catalogue knows.
final class FreeSpace {
    /// The attribute that says it, in bytes.
    private static final String ATTRIBUTE = "freespace";

    private FreeSpace() {}

    /// The free bytes of an RSE.
    static Optional<Long> at(CatalogView view, int rse) {
        try {
            return Optional.ofNullable(Rses.row(view, rse).attributes().get(ATTRIBUTE))
                    .map(Long::parseLong);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
