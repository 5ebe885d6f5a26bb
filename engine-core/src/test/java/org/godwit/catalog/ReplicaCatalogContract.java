package org.godwit.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Epoch;
import org.godwit.model.LockState;
import org.godwit.model.ReplicaState;
import org.godwit.model.RuleId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [ReplicaCatalog] must do, whatever it stores in. Random cases print their seed, which
/// `-Dseed=…` repeats.
public abstract class ReplicaCatalogContract {
    private static final int ROWS = 200;
    private static final List<Table<?, ?>> TABLES =
            Stream.concat(Tables.PRIMARY.stream(), Tables.DERIVED.stream()).toList();
    private static final Epoch EPOCH = new Epoch(3, 7);
    private static final int RACED = 500;
    private static final long WAIT_SECONDS = 60;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final RandomValues values = new RandomValues(random);
    private ReplicaCatalog catalog;

    /// An empty catalogue.
    protected abstract ReplicaCatalog open() throws Exception;

    @BeforeEach
    void openCatalog() throws Exception {
        System.out.println("seed " + seed);
        catalog = open();
    }

    @AfterEach
    void closeCatalog() {
        catalog.close();
    }

    @Test
    void everyRowComesBackAsItWasInTheOrderOfItsKey() {
        TABLES.forEach(this::comesBackInOrder);
    }

    private <K extends Comparable<? super K>, V> void comesBackInOrder(Table<K, V> table) {
        NavigableMap<K, V> expected = fill(table);

        expected.forEach(
                (key, value) -> assertThat(catalog.latest().get(table, key)).contains(value));
        assertThat(rows(catalog.latest().scanAll(table)))
                .as(table.name())
                .containsExactlyElementsOf(entries(expected));
    }

    @Test
    void aScanGivesTheRowsBetweenItsBounds() {
        TABLES.forEach(this::scanKeepsToBounds);
    }

    private <K extends Comparable<? super K>, V> void scanKeepsToBounds(Table<K, V> table) {
        NavigableMap<K, V> expected = fill(table);

        for (int i = 0; i < 50; i++) {
            K from = random.nextBoolean() ? oneOf(expected) : values.of(table.keyType());
            K to = random.nextBoolean() ? oneOf(expected) : values.of(table.keyType());
            Map<K, V> between = from.compareTo(to) < 0 ? expected.subMap(from, to) : Map.<K, V>of();
            assertThat(rows(catalog.latest().scan(table, from, to)))
                    .as(table.name())
                    .containsExactlyElementsOf(entries(between));
        }
    }

    @Test
    void deletedRowsAreGone() {
        TABLES.forEach(this::deletes);
    }

    private <K extends Comparable<? super K>, V> void deletes(Table<K, V> table) {
        NavigableMap<K, V> expected = fill(table);
        List<Change<?, ?>> deletes = new ArrayList<>();
        for (K key : List.copyOf(expected.keySet())) {
            if (random.nextBoolean()) {
                expected.remove(key);
                deletes.add(new Change.Delete<>(table, key));
            }
        }
        apply(deletes).join();

        assertThat(rows(catalog.latest().scanAll(table)))
                .as(table.name())
                .containsExactlyElementsOf(entries(expected));
    }

    @Test
    void aSnapshotStaysWhereItWasTaken() {
        putReplica(1, ReplicaState.COPYING).join();
        try (Snapshot before = catalog.snapshot()) {
            putReplica(1, ReplicaState.AVAILABLE).join();
            putReplica(2, ReplicaState.AVAILABLE).join();

            assertThat(before.index()).isEqualTo(1);
            assertThat(before.get(Tables.REPLICAS, new ReplicaKey(1, 1)))
                    .map(ReplicaRow::state)
                    .contains(ReplicaState.COPYING);
            assertThat(rows(before.scanAll(Tables.REPLICAS))).hasSize(1);
        }
        try (Snapshot after = catalog.snapshot()) {
            assertThat(after.index()).isEqualTo(3);
            assertThat(rows(after.scanAll(Tables.REPLICAS))).hasSize(2);
        }
    }

    @Test
    void aChangeSetOverSeveralTablesIsSeenWhole() {
        LockKey lock = new LockKey(1, 1, new RuleId(1, 1));
        apply(
                        List.of(
                                new Change.Put<>(
                                        Tables.REPLICAS,
                                        new ReplicaKey(1, 1),
                                        replica(ReplicaState.COPYING)),
                                new Change.Put<>(
                                        Tables.LOCKS, lock, new LockRow(LockState.OK, 100, 1))))
                .join();
        try (Snapshot snapshot = catalog.snapshot()) {
            assertThat(snapshot.get(Tables.LOCKS, lock)).isPresent();
            assertThat(snapshot.get(Tables.REPLICAS, new ReplicaKey(1, 1))).isPresent();
        }
    }

    @Test
    void theWriterSeesWhatIsNotYetDurable() {
        CompletableFuture<Void> durable = putReplica(1, ReplicaState.COPYING);

        assertThat(catalog.latest().get(Tables.REPLICAS, new ReplicaKey(1, 1))).isPresent();
        assertThat(catalog.lastIndex()).isEqualTo(1);
        assertThat(catalog.lastEpoch()).isEqualTo(EPOCH);
        durable.join();
    }

    @Test
    void changeSetsBecomeDurableInTheirOrder() throws Exception {
        List<CompletableFuture<Boolean>> inOrder = new ArrayList<>();
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
        for (long i = 1; i <= 100; i++) {
            CompletableFuture<Void> earlier = before;
            CompletableFuture<Void> later = putReplica(i, ReplicaState.COPYING);
            inOrder.add(later.thenApply(_ -> earlier.isDone()));
            before = later;
        }
        catalog.durable(100).get(30, TimeUnit.SECONDS);
        for (CompletableFuture<Boolean> future : inOrder) {
            assertThat(future.get(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(catalog.durable(50)).isCompleted();
    }

    /// A reader may see a change set in the very moment in which it is applied.
    @Test
    void whateverASnapshotShowsBecomesDurable() throws Exception {
        CompletableFuture<Long> reader =
                CompletableFuture.supplyAsync(() -> {
                    long seen = 0;
                    while (seen < RACED) {
                        try (Snapshot snapshot = catalog.snapshot()) {
                            seen = snapshot.index();
                        }
                        catalog.durable(seen).orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
                    }
                    return seen;
                });
        for (long did = 1; did <= RACED; did++) {
            putReplica(did, ReplicaState.AVAILABLE).join();
        }
        assertThat(reader.get(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(RACED);
    }

    @Test
    void refusesAGapInTheIndexes() {
        putReplica(1, ReplicaState.COPYING).join();

        assertThatThrownBy(() -> catalog.apply(changeSet(3, List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("change set 3 after 1");
        assertThatThrownBy(() -> catalog.apply(changeSet(1, List.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(catalog.lastIndex()).isEqualTo(1);
        assertThat(catalog.latest().get(Tables.REPLICAS, new ReplicaKey(1, 1))).isPresent();
    }

    @Test
    void anEmptyCatalogueStandsAtZero() {
        assertThat(catalog.lastIndex()).isZero();
        assertThat(catalog.lastEpoch()).isEqualTo(new Epoch(0, 0));
        assertThat(catalog.durable(0)).isCompleted();
        try (Snapshot snapshot = catalog.snapshot()) {
            assertThat(snapshot.index()).isZero();
            assertThat(snapshot.get(Tables.DIDS, 1L)).isEqualTo(Optional.empty());
        }
    }

    private <K extends Comparable<? super K>, V> NavigableMap<K, V> fill(Table<K, V> table) {
        NavigableMap<K, V> rows = new TreeMap<>();
        for (int i = 0; i < ROWS; i++) {
            rows.put(values.of(table.keyType()), values.of(table.valueType()));
        }
        List<Change<?, ?>> puts = new ArrayList<>();
        rows.forEach((key, value) -> puts.add(new Change.Put<>(table, key, value)));
        apply(puts).join();
        return rows;
    }

    private <K> K oneOf(NavigableMap<K, ?> rows) {
        return rows.keySet().stream().skip(random.nextInt(rows.size())).findFirst().orElseThrow();
    }

    private CompletableFuture<Void> putReplica(long did, ReplicaState state) {
        return apply(
                List.of(new Change.Put<>(Tables.REPLICAS, new ReplicaKey(did, 1), replica(state))));
    }

    private CompletableFuture<Void> apply(List<Change<?, ?>> changes) {
        return catalog.apply(changeSet(catalog.lastIndex() + 1, changes));
    }

    private static ChangeSet changeSet(long index, List<Change<?, ?>> changes) {
        return new ChangeSet(index, EPOCH, Tables.SCHEMA_VERSION, Instant.EPOCH, changes);
    }

    private static ReplicaRow replica(ReplicaState state) {
        return new ReplicaRow(
                state, 1, 100, Optional.of("a/b"), 1, Instant.EPOCH, Optional.empty());
    }

    private static <K, V> List<Map.Entry<K, V>> entries(Map<K, V> rows) {
        List<Map.Entry<K, V>> entries = new ArrayList<>();
        rows.forEach((key, value) -> entries.add(Map.entry(key, value)));
        return entries;
    }

    private static <K, V> List<Map.Entry<K, V>> rows(Cursor<K, V> cursor) {
        List<Map.Entry<K, V>> rows = new ArrayList<>();
        try (cursor) {
            cursor.forEachRemaining(row -> rows.add(Map.entry(row.getKey(), row.getValue())));
        }
        return rows;
    }
}
