package org.godwit.catalog.check;

import java.util.List;

/// What a check has found.
///
/// @param rows read
/// @param findings the first of them, at most the number asked for
/// @param findingsTotal how many there are
public record CheckReport(long rows, List<Finding> findings, long findingsTotal) {
    public CheckReport {
        findings = List.copyOf(findings);
    }

    public boolean clean() {
        return findingsTotal == 0;
    }
}
