package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.List;

/// An agent as it last presented itself.
///
/// @param rses ids of the RSEs it serves
/// @param host where its data port listens
public record AgentRow(
        String name,
        int site,
        List<Integer> rses,
        String host,
        int port,
        long incarnation,
        Instant since) {
    public AgentRow {
        rses = List.copyOf(rses);
    }
}
