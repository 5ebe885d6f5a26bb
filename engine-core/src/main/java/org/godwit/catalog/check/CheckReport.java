package org.godwit.catalog.check;

import java.util.ArrayList;
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

    /// The same with what was found before it.
    public CheckReport after(List<Finding> first, int findingsMax) {
        List<Finding> all = new ArrayList<>(first);
        all.addAll(findings);
        return new CheckReport(
                rows,
                all.subList(0, Math.min(all.size(), findingsMax)),
                findingsTotal + first.size());
    }

    /// Whether nothing was found.
    public boolean clean() {
        return findingsTotal == 0;
    }
}
