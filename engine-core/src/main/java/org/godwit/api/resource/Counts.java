package org.godwit.api.resource;

import org.godwit.api.web.Json;
import org.godwit.catalog.schema.Count;
import tools.jackson.databind.node.ObjectNode;

/// Counters as JSON.
final class Counts {
    private Counts() {}

    /// `{files, bytes}`.
    static ObjectNode files(Count count) {
        return Json.object().put("files", count.items()).put("bytes", count.bytes());
    }
}
