package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Map;
import org.godwit.model.RseType;

/// A storage element: belongs to a site and is served by agents.
///
/// @param deterministic whether the path follows from the name, by the hash algorithm
/// @param attributes what expressions match, beside the columns
public record RseRow(
        String name,
        int site,
        RseType type,
        boolean deterministic,
        boolean readable,
        boolean writable,
        boolean deletable,
        Map<String, String> attributes,
        Instant createdAt) {
    public RseRow {
        attributes = Map.copyOf(attributes);
    }
}
