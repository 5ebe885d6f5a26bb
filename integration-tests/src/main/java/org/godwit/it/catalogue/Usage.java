package org.godwit.it.catalogue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseReport;
import org.godwit.it.cases.Figure;
import org.godwit.it.cases.Target;
import org.godwit.model.ReplicaState;
import org.godwit.namespace.Accounts;
import org.godwit.store.RocksCatalog;
import org.godwit.topology.Rses;

/// What every RSE holds, and what every account's rules hold at every RSE: one read of a counter
/// each, however many replicas there are.
final class Usage implements Case<Sitting> {
    private static final int ROUNDS = 200;

    @Override
    public String name() {
        return "usage";
    }

    @Override
    public CaseReport measure(Sitting sitting) throws IOException, InterruptedException {
        try (RocksCatalog catalog = sitting.large().open();
                Snapshot view = catalog.snapshot()) {
            int root = Accounts.id(view, "root");
            long reads = 0;
            long replicas = 0;
            long begin = sitting.clock().nanoTime();
            for (int round = 0; round < ROUNDS; round++) {
                replicas = 0;
                for (int i = 0; i < RealisticFiles.RSES; i++) {
                    int rse = Rses.id(view, RealisticFiles.rse(i));
                    replicas +=
                            view.get(
                                            Tables.COUNTERS,
                                            CounterKey.rseReplicas(rse, ReplicaState.AVAILABLE))
                                    .orElse(Count.ZERO)
                                    .items();
                    Count _ =
                            view.get(Tables.COUNTERS, CounterKey.accountUsage(root, rse))
                                    .orElse(Count.ZERO);
                    reads += 2;
                }
            }
            double micros = sitting.secondsSince(begin) * 1e6 / reads;
            return new CaseReport(
                    name(),
                    List.of(
                            Figure.judged("read", micros, "µs", Target.atMost(1_000)),
                            Figure.reported(
                                    "all-of-them", micros * 2 * RealisticFiles.RSES / 1e3, "ms")),
                    Map.of("replicasCounted", replicas, "rses", RealisticFiles.RSES));
        }
    }
}
