package org.godwit.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Change;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Follower;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Epoch;
import org.godwit.store.schema.CatalogHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Views that use their iterators again, and rows of small tables that stay in memory.
class RocksViewTest {
    private static final int ROWS = 20_000;

    @TempDir private Path directory;
    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private RocksStore store;
    private long index;

    @BeforeEach
    void open() {
        System.out.println("seed " + seed);
        store = RocksStore.open(directory, CatalogOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void write(List<Change<?, ?>> changes) {
        index++;
        store.write(
                changes,
                new CatalogHead(index, new Epoch(1, 1), Tables.SCHEMA_VERSION, Instant.EPOCH));
    }

    /// Short names and ones longer than the room of a bound that can be moved.
    private NameKey name() {
        String digits = Integer.toString(random.nextInt(ROWS));
        return new NameKey(
                random.nextInt(3), random.nextInt(4) == 0 ? digits + "x".repeat(200) : digits);
    }

    private NavigableMap<NameKey, Long> fill() {
        NavigableMap<NameKey, Long> names = new TreeMap<>();
        for (long row = 0; row < ROWS; row++) {
            names.put(name(), row);
        }
        List<Change<?, ?>> changes = new ArrayList<>();
        names.forEach((key, row) -> changes.add(new Change.Put<>(Tables.DID_BY_NAME, key, row)));
        write(changes);
        return names;
    }

    private static <K extends Comparable<? super K>, V> List<K> keys(
            CatalogView view, Table<K, V> table, K from, K to, int max) {
        List<K> keys = new ArrayList<>();
        try (Cursor<K, V> rows = view.scan(table, from, to)) {
            while (rows.hasNext() && keys.size() < max) {
                K next = rows.nextKey();
                assertThat(rows.next().getKey()).isEqualTo(next);
                keys.add(next);
            }
        }
        return keys;
    }

    @Test
    void eachScanKeepsToItsOwnBoundsInFilesToo() {
        NavigableMap<NameKey, Long> names = fill();
        TableSizes.compact(store);
        try (Snapshot snapshot = store.snapshot()) {
            for (int i = 0; i < 300; i++) {
                NameKey from = name();
                NameKey to = name();
                assertThat(keys(snapshot, Tables.DID_BY_NAME, from, to, 50))
                        .containsExactlyElementsOf(
                                from.compareTo(to) > 0
                                        ? List.of()
                                        : names.subMap(from, to).keySet().stream()
                                                .limit(50)
                                                .toList());
            }
        }
        assertThat(store.openReaders()).isEmpty();
    }

    @Test
    void whoFollowsKeysFindsWhatLookingEachUpWould() {
        NavigableMap<NameKey, Long> names = fill();
        TableSizes.compact(store);
        try (Snapshot snapshot = store.snapshot();
                Follower<NameKey, Long> follower =
                        new Follower<>(snapshot, Tables.DID_BY_NAME, new NameKey(9, ""))) {
            List<NameKey> wanted = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                wanted.add(name());
            }
            wanted.subList(0, 2_000).sort(null);
            wanted.add(2_000, wanted.get(1_999));
            for (NameKey key : wanted) {
                follower.seek(key);
                assertThat(follower.nextIf(key, same -> same).map(row -> row.getValue()))
                        .isEqualTo(Optional.ofNullable(names.get(key)));
            }
        }
    }

    @Test
    void theWritersViewShowsWhatWasWrittenBetweenItsScans() {
        for (int scope = 0; scope < 5; scope++) {
            NameKey key = new NameKey(1, "file-" + scope);
            assertThat(all()).hasSize(scope);
            write(List.of(new Change.Put<>(Tables.DID_BY_NAME, key, 1L)));
        }
        write(List.of(new Change.Delete<>(Tables.DID_BY_NAME, new NameKey(1, "file-0"))));

        assertThat(all()).hasSize(4);
    }

    private List<NameKey> all() {
        return keys(
                store.latest(), Tables.DID_BY_NAME, new NameKey(0, ""), new NameKey(9, ""), ROWS);
    }

    @Test
    void aRowOfASmallTableIsThatOfTheReadersMoment() {
        List<Snapshot> snapshots = new ArrayList<>();
        for (long value = 0; value < 4; value++) {
            if (value > 0) {
                write(List.of(new Change.Put<>(Tables.SEQUENCES, "dids", value)));
            }
            assertThat(sequence(store.latest())).isEqualTo(value);
            snapshots.add(store.snapshot());
            if (value % 2 == 0) {
                assertThat(sequence(snapshots.getLast())).isEqualTo(value);
            }
        }

        for (int round = 0; round < 2; round++) {
            for (int i = snapshots.size() - 1; i >= 0; i--) {
                assertThat(sequence(snapshots.get(i))).isEqualTo(i);
            }
        }
        write(List.of(new Change.Delete<>(Tables.SEQUENCES, "dids")));
        assertThat(sequence(store.latest())).isZero();
        assertThat(sequence(snapshots.getLast())).isEqualTo(3);
        snapshots.forEach(Snapshot::close);
    }

    private static long sequence(CatalogView view) {
        return view.get(Tables.SEQUENCES, "dids").orElse(0L);
    }
}
