package org.godwit.catalog.schema;

import java.time.Instant;
import java.util.Optional;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;

/// How an attempt at a transfer ended.
///
/// @param failure absent if it succeeded
/// @param bytes moved across the link
/// @param limitedBy what kept it from being faster; absent if nothing was moved, or it is not known
public record AttemptRow(
        int source,
        String agent,
        Instant endedAt,
        long millis,
        long bytes,
        Optional<FailureClass> failure,
        String reason,
        Optional<Bottleneck> limitedBy) {}
