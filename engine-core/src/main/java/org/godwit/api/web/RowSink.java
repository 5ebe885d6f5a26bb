package org.godwit.api.web;

import tools.jackson.databind.JsonNode;

/// Takes the rows of a stream, one after the other.
@FunctionalInterface
public interface RowSink {
    /// Takes a row; waits while the client is slower than we are.
    ///
    /// @throws StreamCutException when the client has gone
    void row(JsonNode row);
}
