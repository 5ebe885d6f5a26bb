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

    /// This RSE with other attributes.
    public RseRow withAttributes(Map<String, String> newAttributes) {
        return new RseRow(
                name,
                site,
                type,
                deterministic,
                readable,
                writable,
                deletable,
                newAttributes,
                createdAt);
    }

    /// This RSE, to be read, written and deleted from or not.
    public RseRow withAvailability(boolean read, boolean write, boolean delete) {
        return new RseRow(
                name, site, type, deterministic, read, write, delete, attributes, createdAt);
    }
}
