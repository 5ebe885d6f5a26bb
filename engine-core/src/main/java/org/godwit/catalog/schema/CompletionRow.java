package org.godwit.catalog.schema;

import java.util.Map;
import org.godwit.model.Bottleneck;
import org.godwit.model.FailureClass;

/// Transfers that ended in one bin.
///
/// @param failures how many failed, by cause
/// @param bytesMoved bytes that crossed the link for the files that succeeded
/// @param bytesFailed bytes that attempts had moved when they failed
/// @param limited bytes of [#bytesMoved] and [#bytesFailed] together, by what limited the attempt
///   that moved them; those for which that is not known are in none
public record CompletionRow(
        long files,
        long bytes,
        long bytesMoved,
        long bytesFailed,
        Map<FailureClass, Long> failures,
        Map<Bottleneck, Long> limited) {
    public CompletionRow {
        failures = Map.copyOf(failures);
        limited = Map.copyOf(limited);
    }
}
