package org.godwit.api.web;

import tools.jackson.databind.JsonNode;

/// Takes the rows of a stream, one after the other. Each call waits while the client is slower than
/// we are, and throws [StreamCutException] when the client has gone.
public interface RowSink {
    /// Takes a row.
    void row(JsonNode row);

    /// Takes a row that is written already; the line may be used again afterwards.
    void row(JsonLine row);

    /// Sends what was taken so far, without waiting for more of it.
    void flush();
}
