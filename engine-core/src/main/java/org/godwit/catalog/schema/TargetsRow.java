package org.godwit.catalog.schema;

import java.util.List;

/// The RSEs that a rule has chosen for one collection (or for all of its files).
public record TargetsRow(List<Integer> rses) {
    public TargetsRow {
        rses = List.copyOf(rses);
    }
}
