package org.godwit.api.web;

import tools.jackson.databind.JsonNode;

/// What a call is answered with.
public sealed interface Answer {
    /// A JSON document.
    record Json(int status, JsonNode body) implements Answer {}

    /// Rows, one JSON object per line, made as fast as the client reads.
    record Rows(RowSource source) implements Answer {}

    /// Bytes of another media type.
    @SuppressWarnings("ArrayRecordComponent") // handed from the handler to the socket, once
    record Document(int status, String mediaType, byte[] body) implements Answer {}

    /// No body.
    record Empty(int status) implements Answer {}

    /// 200 with a document.
    static Answer ok(JsonNode body) {
        return new Json(200, body);
    }

    /// 201 with a document.
    static Answer created(JsonNode body) {
        return new Json(201, body);
    }

    /// 200 without a body.
    static Answer done() {
        return new Empty(200);
    }
}
