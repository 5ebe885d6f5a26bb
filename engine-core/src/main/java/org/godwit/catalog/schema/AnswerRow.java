package org.godwit.catalog.schema;

import java.time.Instant;

/// What a request was answered with, kept for whoever sends it again.
///
/// @param request SHA-256 of the request, in hex, to tell another one under the same key
/// @param status of HTTP
/// @param body JSON; empty for none
/// @param forgetAt from then on the key is free again
public record AnswerRow(String request, int status, String body, Instant forgetAt) {}
