package org.godwit.catalog.schema;

import java.util.Map;
import org.godwit.model.FailureClass;

/// Transfers that ended in one bin.
///
/// @param failures how many failed, by cause
/// @param bytesMoved bytes that crossed the link for the files that succeeded
public record CompletionRow(
        long files, long bytes, long bytesMoved, Map<FailureClass, Long> failures) {
    public CompletionRow {
        failures = Map.copyOf(failures);
    }
}
