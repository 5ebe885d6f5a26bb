package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Map;
import org.godwit.model.EventType;

/// Something that happened, to be told to others.
///
/// @param facts what it happened to, by names that stay true when the rows are gone
public record EventRow(Instant time, EventType type, Map<String, String> facts) {
    public EventRow {
        facts = Map.copyOf(facts);
    }
}
