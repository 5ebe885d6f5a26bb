package org.godwit.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.ReplicaCatalog;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.AccountRow;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.ScopeRow;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.AccountType;
import org.godwit.model.DidType;
import org.godwit.model.Epoch;
import org.godwit.model.ReplicaState;
import org.godwit.model.RseType;

/// Fills a catalogue with rows that fit each other, the content of each change set a function of
/// its index: the first makes the topology, each later one a file with two replicas, and removes a
/// replica of an earlier file.
final class SampleCatalog {
    static final Epoch EPOCH = new Epoch(1, 1);

    private static final int REMOVED_AFTER = 50;
    private static final Instant TIME = Instant.EPOCH;

    private SampleCatalog() {}

    static CompletableFuture<Void> applyNext(ReplicaCatalog catalog) {
        long index = catalog.lastIndex() + 1;
        Transaction tx = new Transaction(catalog.latest());
        if (index == 1) {
            topology(tx);
        } else {
            tx.put(Tables.DIDS, index, file(index));
            tx.put(Tables.REPLICAS, new ReplicaKey(index, 1), replica(index));
            tx.put(Tables.REPLICAS, new ReplicaKey(index, 2), replica(index));
            tx.delete(Tables.REPLICAS, new ReplicaKey(index - REMOVED_AFTER, 2));
        }
        return catalog.apply(
                new ChangeSet(index, EPOCH, Tables.SCHEMA_VERSION, TIME, tx.changes()));
    }

    static void fill(ReplicaCatalog catalog, int changeSets) {
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < changeSets; i++) {
            last = applyNext(catalog);
        }
        last.join();
    }

    static DidRow file(long index) {
        return new DidRow(
                1,
                "night/file-" + index,
                DidType.FILE,
                1,
                false,
                index * 10,
                (int) index,
                TIME,
                Map.of(),
                Map.of());
    }

    private static ReplicaRow replica(long index) {
        return new ReplicaRow(
                ReplicaState.AVAILABLE,
                1,
                index * 10,
                Optional.of("aa/bb/file-" + index),
                1,
                TIME,
                Optional.of(TIME));
    }

    private static void topology(Transaction tx) {
        tx.put(Tables.ACCOUNTS, 1, new AccountRow("root", AccountType.USER, true, TIME));
        tx.put(Tables.SCOPES, 1, new ScopeRow("demo", 1, TIME));
        tx.put(Tables.SITES, 1, new SiteRow("FR", "FR", TIME));
        for (int rse : List.of(1, 2)) {
            tx.put(
                    Tables.RSES,
                    rse,
                    new RseRow(
                            "FR-" + rse, 1, RseType.DISK, true, true, true, true, Map.of(), TIME));
        }
    }
}
