package org.godwit.topology;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.DrainRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.DrainState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// RSEs that are being taken out of use, or were.
public final class Drains {
    private Drains() {}

    /// Those that take no copies and keep none: whatever their state.
    public static Set<Integer> closed(CatalogView view) {
        return in(view, Set.of(DrainState.values()));
    }

    /// Those that are out of use for good.
    public static Set<Integer> decommissioned(CatalogView view) {
        return in(view, Set.of(DrainState.DECOMMISSIONED));
    }

    private static Set<Integer> in(CatalogView view, Set<DrainState> states) {
        Set<Integer> found = new HashSet<>();
        try (Cursor<Integer, DrainRow> rows = view.scanAll(Tables.DRAINS)) {
            while (rows.hasNext()) {
                Map.Entry<Integer, DrainRow> row = rows.next();
                if (states.contains(row.getValue().state())) {
                    found.add(row.getKey());
                }
            }
        }
        return found;
    }

    /// How an RSE is taken out of use, if it is.
    public static Optional<DrainRow> of(CatalogView view, int rse) {
        return view.get(Tables.DRAINS, rse);
    }

    /// Refuses new data at an RSE that is taken out of use.
    public static void checkOpen(CatalogView view, int rse) {
        of(view, rse)
                .ifPresent(row -> {
                    String name = Rses.row(view, rse).name();
                    throw new EngineException(
                            ErrorCode.RSE_WRITE_BLOCKED,
                            "RSE %s is %s and takes nothing new; `godwit rse undrain %s` opens it again"
                                    .formatted(name, word(row.state()), name));
                });
    }

    /// A state in words.
    public static String word(DrainState state) {
        return switch (state) {
            case DRAINING -> "being drained";
            case DECOMMISSIONING -> "being decommissioned";
            case DECOMMISSIONED -> "decommissioned";
        };
    }
}
