package org.godwit.store.maintenance;

import java.util.List;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.check.CatalogCheck;
import org.godwit.catalog.check.CheckReport;
import org.godwit.catalog.check.Finding;
import org.godwit.catalog.check.Progress;
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
        List<Finding> damage = damage(catalog, progress);
        try (Snapshot snapshot = catalog.snapshot()) {
            CheckReport rows = CatalogCheck.run(snapshot, findingsMax, progress);
            return rows.after(damage, findingsMax);
        }
    }

    private static List<Finding> damage(RocksCatalog catalog, Progress progress) {
        long[] read = {0};
        return catalog.damagedFiles(_ -> progress.at(FILES, read[0]++)).stream()
                .map(Finding::of)
                .toList();
    }
}
