package org.godwit.store.maintenance;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.Change;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.ReplicaCatalog;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.check.CatalogCheck;
import org.godwit.catalog.check.Finding;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.Tables;
import org.godwit.runtime.EngineClock;

/// Makes the derived tables follow from the primary ones again: indexes and counters that differ
/// are set right, primary rows are never touched. Interrupted, it may be run again.
public final class CatalogRepair {
    private static final int CHANGES_PER_SET = 1_000;

    private final ReplicaCatalog catalog;
    private final EngineClock clock;
    private final List<Change<?, ?>> batch = new ArrayList<>();
    private long repaired;

    private CatalogRepair(ReplicaCatalog catalog, EngineClock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /// Repairs a catalogue that nobody else writes meanwhile: the engine must be stopped.
    ///
    /// @return how many derived rows were set right; all is durable
    public static long rebuild(ReplicaCatalog catalog, EngineClock clock, Progress progress) {
        CatalogRepair repair = new CatalogRepair(catalog, clock);
        try (Snapshot snapshot = catalog.snapshot()) {
            CatalogCheck.each(snapshot, repair::take, progress);
        }
        repair.flush();
        return repair.repaired;
    }

    private void take(Finding finding) {
        finding.repair().ifPresent(batch::add);
        if (batch.size() == CHANGES_PER_SET) {
            flush();
        }
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        catalog.apply(
                        new ChangeSet(
                                catalog.lastIndex() + 1,
                                catalog.lastEpoch(),
                                Tables.SCHEMA_VERSION,
                                clock.now(),
                                batch))
                .join();
        repaired += batch.size();
        batch.clear();
    }
}
