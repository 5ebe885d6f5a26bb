package org.godwit.catalog.schema;

import java.util.Map;
import org.godwit.model.FailureClass;

/// Transfers that ended in one bin.
///
/// @param failures how many failed, by cause
/// @param bytesMoved bytes that crossed the link for the files that succeeded
/// @param bytesFailed bytes that attempts had moved when they failed
public record CompletionRow(
        long files,
        long bytes,
        long bytesMoved,
        long bytesFailed,
        Map<FailureClass, Long> failures) {
    public CompletionRow {
        failures = Map.copyOf(failures);
    }
}
