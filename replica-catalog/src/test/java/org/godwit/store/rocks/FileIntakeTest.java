package org.godwit.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.godwit.catalog.Change;
import org.godwit.catalog.SortedFile;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Epoch;
import org.godwit.model.ReplicaState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.schema.CatalogHead;
import org.godwit.store.schema.CatalogSchema;
import org.godwit.store.schema.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of files whose change set is written when the process dies before they are taken
/// in.
class FileIntakeTest {
    private static final CatalogHead HEAD =
            new CatalogHead(1, new Epoch(1, 1), Tables.SCHEMA_VERSION, Instant.EPOCH);
    private static final Family<RseDidKey, ReplicaState> FAMILY =
            CatalogSchema.of(Tables.REPLICAS_BY_RSE);
    private static final List<Change<?, ?>> CHANGES =
            List.of(new Change.Put<>(Tables.COUNTERS, CounterKey.content(1), new Count(2, 3)));

    @TempDir private Path directory;

    private static SortedFile write(RocksStore store, String name, int rse) {
        try (SortedFileWriter writer = store.newFile(FAMILY, name)) {
            for (long did = 1; did <= 100; did++) {
                writer.put(
                        FAMILY.encodeKey(new RseDidKey(rse, did)),
                        FAMILY.encodeValue(ReplicaState.AVAILABLE));
            }
            return writer.finish();
        }
    }

    private RocksStore open() {
        return RocksStore.open(directory, CatalogOptions.DEFAULT);
    }

    @Test
    void theNextStartGoesOnWithFilesThatAreLeft() {
        try (RocksStore store = open()) {
            SortedFile first = write(store, "1.sst", 1);
            SortedFile second = write(store, "2.sst", 2);
            store.announce(CHANGES, List.of(first, second), HEAD);
            FileIntake.ingest(store, List.of(first), false);
        }

        try (RocksStore store = open()) {
            assertThat(rows(store)).isEqualTo(200);
            assertThat(store.latest().get(Tables.COUNTERS, CounterKey.content(1))).isPresent();
            assertThat(store.head()).contains(HEAD);
            assertThat(directory.resolve("incoming")).doesNotExist();
        }
    }

    @Test
    void filesThatNoChangeSetNamesAreRemoved() {
        try (RocksStore store = open()) {
            SortedFile _ = write(store, "1.sst", 1);
        }

        try (RocksStore store = open()) {
            assertThat(rows(store)).isZero();
            assertThat(directory.resolve("incoming")).doesNotExist();
        }
    }

    @Test
    void aFileThatWasDamagedMeanwhileIsNotTakenIn() throws Exception {
        try (RocksStore store = open()) {
            store.announce(CHANGES, List.of(write(store, "1.sst", 1)), HEAD);
        }
        Path file = directory.resolve("incoming/1.sst");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 1;
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CATALOG_CORRUPT))
                .hasMessageContaining("1.sst");
    }

    @Test
    void aRangeThatHoldsRowsIsRefusedAndNothingIsChanged() {
        try (RocksStore store = open()) {
            store.takeIn(CHANGES, List.of(write(store, "1.sst", 1)), HEAD);
            CatalogHead next =
                    new CatalogHead(2, new Epoch(1, 1), Tables.SCHEMA_VERSION, Instant.EPOCH);

            assertThatThrownBy(
                            () -> store.takeIn(List.of(), List.of(write(store, "2.sst", 1)), next))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DUPLICATE));
            assertThat(store.head()).contains(HEAD);
        }
    }

    private static long rows(RocksStore store) {
        try (var rows = store.latest().scanAll(Tables.REPLICAS_BY_RSE)) {
            long count = 0;
            while (rows.hasNext()) {
                rows.next();
                count++;
            }
            return count;
        }
    }
}
