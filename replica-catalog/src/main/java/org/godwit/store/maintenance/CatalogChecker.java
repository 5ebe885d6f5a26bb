package org.godwit.store.maintenance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.check.CatalogCheck;
import org.godwit.catalog.check.CheckReport;
import org.godwit.catalog.check.Finding;
import org.godwit.catalog.check.Progress;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.RocksCatalog;

/// Proves a catalogue, while it is used or alone: the checksum of every block on disk, then, on a
/// snapshot, every index, counter and invariant ([CatalogCheck], which says what memory that
/// takes).
public final class CatalogChecker {
    private static final String FILES = "files";

    private CatalogChecker() {}

    /// Checks an open catalogue; may run on any thread.
    ///
    /// @param findingsMax how many findings to keep in the report; all are counted
    public static CheckReport check(RocksCatalog catalog, int findingsMax, Progress progress) {
        Optional<Finding> damage = verifyFiles(catalog, progress);
        try (Snapshot snapshot = catalog.snapshot()) {
            CheckReport rows = CatalogCheck.run(snapshot, findingsMax, progress);
            return damage.map(finding -> with(finding, rows, findingsMax)).orElse(rows);
        }
    }

    private static Optional<Finding> verifyFiles(RocksCatalog catalog, Progress progress) {
        progress.at(FILES, 0);
        try {
            catalog.verifyFiles();
            progress.at(FILES, 1);
            return Optional.empty();
        } catch (EngineException e) {
            if (e.code() != ErrorCode.CATALOG_CORRUPT) {
                throw e;
            }
            return Optional.of(
                    new Finding(FILES, "", String.valueOf(e.getMessage()), Optional.empty()));
        }
    }

    private static CheckReport with(Finding first, CheckReport report, int findingsMax) {
        List<Finding> findings = new ArrayList<>(report.findings());
        findings.addFirst(first);
        return new CheckReport(
                report.rows(),
                findings.subList(0, Math.min(findings.size(), findingsMax)),
                report.findingsTotal() + 1);
    }
}
