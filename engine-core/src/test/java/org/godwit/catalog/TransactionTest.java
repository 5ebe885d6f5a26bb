package org.godwit.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Epoch;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.junit.jupiter.api.Test;

class TransactionTest {
    private static final RuleId RULE = new RuleId(-1, 5);
    private final MemoryCatalog catalog = new MemoryCatalog();

    private void commit(Transaction tx) {
        catalog.apply(
                        new ChangeSet(
                                catalog.lastIndex() + 1,
                                new Epoch(1, 1),
                                Tables.SCHEMA_VERSION,
                                Instant.EPOCH,
                                tx.changes()))
                .join();
    }

    @Test
    void indexesAndCountersFollowTheirRows() {
        Transaction tx = new Transaction(catalog.latest());
        for (int did = 1; did <= 3; did++) {
            tx.put(
                    Tables.LOCKS,
                    new LockKey(did, 7, RULE),
                    new LockRow(LockState.REPLICATING, 100, 1));
        }
        commit(tx);
        tx = new Transaction(catalog.latest());
        tx.put(Tables.LOCKS, new LockKey(2, 7, RULE), new LockRow(LockState.OK, 100, 1));
        tx.delete(Tables.LOCKS, new LockKey(3, 7, RULE));
        commit(tx);

        CatalogView view = catalog.latest();
        assertThat(view.get(Tables.COUNTERS, CounterKey.ruleLocks(RULE, 7, LockState.OK)))
                .contains(new Count(1, 100));
        assertThat(view.get(Tables.COUNTERS, CounterKey.ruleLocks(RULE, 7, LockState.REPLICATING)))
                .contains(new Count(1, 100));
        assertThat(view.get(Tables.COUNTERS, CounterKey.accountUsage(1, 7)))
                .contains(new Count(2, 200));
        assertThat(view.get(Tables.LOCKS_BY_RULE, new RuleLockKey(RULE, 2, 7)))
                .contains(LockState.OK);
        assertThat(view.get(Tables.LOCKS_BY_RULE, new RuleLockKey(RULE, 3, 7))).isEmpty();
    }

    @Test
    void aCounterThatReachesZeroLeavesNoRow() {
        Transaction tx = new Transaction(catalog.latest());
        tx.put(Tables.LOCKS, new LockKey(1, 7, RULE), new LockRow(LockState.OK, 100, 1));
        commit(tx);
        tx = new Transaction(catalog.latest());
        tx.delete(Tables.LOCKS, new LockKey(1, 7, RULE));
        commit(tx);

        try (Cursor<CounterKey, Count> counters = catalog.latest().scanAll(Tables.COUNTERS)) {
            assertThat(counters.hasNext()).isFalse();
        }
    }

    @Test
    void readsItsOwnWritesInOrder() {
        Transaction tx = new Transaction(catalog.latest());
        for (int rse : new int[] {1, 3, 5}) {
            tx.put(Tables.REPLICAS, new ReplicaKey(9, rse), replica(ReplicaState.AVAILABLE));
        }
        commit(tx);
        tx = new Transaction(catalog.latest());
        tx.put(Tables.REPLICAS, new ReplicaKey(9, 2), replica(ReplicaState.COPYING));
        tx.put(Tables.REPLICAS, new ReplicaKey(9, 3), replica(ReplicaState.BAD));
        tx.delete(Tables.REPLICAS, new ReplicaKey(9, 5));
        tx.put(Tables.REPLICAS, new ReplicaKey(9, 9), replica(ReplicaState.COPYING));

        List<String> seen = new ArrayList<>();
        try (Cursor<ReplicaKey, ReplicaRow> rows =
                tx.scan(Tables.REPLICAS, new ReplicaKey(9, 0), new ReplicaKey(10, 0))) {
            while (rows.hasNext()) {
                Map.Entry<ReplicaKey, ReplicaRow> row = rows.next();
                seen.add(row.getKey().rse() + " " + row.getValue().state());
            }
        }
        assertThat(seen).containsExactly("1 AVAILABLE", "2 COPYING", "3 BAD", "9 COPYING");
    }

    @Test
    void anUnchangedRowChangesNothing() {
        Transaction tx = new Transaction(catalog.latest());
        tx.put(Tables.REPLICAS, new ReplicaKey(9, 1), replica(ReplicaState.AVAILABLE));
        commit(tx);
        tx = new Transaction(catalog.latest());
        tx.put(Tables.REPLICAS, new ReplicaKey(9, 1), replica(ReplicaState.AVAILABLE));
        tx.delete(Tables.REPLICAS, new ReplicaKey(9, 2));

        assertThat(tx.changes()).isEmpty();
    }

    private static ReplicaRow replica(ReplicaState state) {
        return new ReplicaRow(state, 1, 100, Optional.of("p"), 1, Instant.EPOCH, Optional.empty());
    }
}
