package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.godwit.catalog.Snapshot;
import org.godwit.catalog.check.CatalogCheck;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.MetadataKey;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.PathKey;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.runtime.EngineException;
import org.godwit.store.rocks.CatalogOptions;
import org.godwit.store.rocks.StoredSchema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a catalogue that the program of version 2 wrote: a container, a dataset, 20 files with 30
/// replicas, a rule.
class CatalogMigrationTest {
    private static final String OLD = "maintenance/catalogue-of-version-2.zip";

    /// By the first program of this version: 20 files with 30 replicas, two of them unwanted.
    private static final String EARLIER = "maintenance/catalogue-of-version-3.zip";

    private static final int ROWS_OF_OLD_REPLICAS = 30;

    @TempDir private Path place;
    private Path directory = Path.of("");

    @BeforeEach
    void unpack() throws IOException {
        directory = unpacked("catalog", OLD);
    }

    private Path unpacked(String name, String archive) throws IOException {
        Path into = Files.createDirectory(place.resolve(name));
        try (InputStream resource = CatalogMigrationTest.class.getResourceAsStream(archive);
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.copy(zip, into.resolve(entry.getName()));
            }
        }
        return into;
    }

    /// Tables may be added within a version; their order, their keys and what counters are called
    /// may not change.
    @Test
    void whatAnEarlierProgramOfThisVersionWroteIsOpenedAndReadAsItMeantIt() throws IOException {
        Path earlier = unpacked("earlier", EARLIER);
        try (RocksCatalog catalog = RocksCatalog.open(earlier, CatalogOptions.DEFAULT);
                Snapshot view = catalog.snapshot()) {
            assertThat(catalog.lastIndex()).isEqualTo(11);
            assertThat(CatalogCheck.run(view, 100, (_, _) -> {}).findings()).isEmpty();
            int us = view.get(Tables.RSE_BY_NAME, "US").orElseThrow();
            assertThat(view.get(Tables.COUNTERS, CounterKey.rseReclaimable(us)))
                    .contains(new Count(2, 100 + 16 + 100 + 18));
        }
    }

    @Test
    void anEarlierVersionIsRefusedAndLeftAsItIs() throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> RocksCatalog.open(directory, CatalogOptions.DEFAULT))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("has schema version 2, this program uses 3")
                    .hasMessageContaining("godwit catalog migrate");
        }
        assertThat(StoredSchema.hasTablesOfNow(directory)).isFalse();
    }

    @Test
    void migratedItHasEveryRowAndCounterOfThisVersion() {
        CatalogMigration.Outcome done =
                CatalogMigration.migrate(directory, CatalogOptions.DEFAULT, (_, _) -> {})
                        .orElseThrow();

        assertThat(done.from()).isEqualTo(2);
        assertThat(done.rows()).isPositive();
        assertMigrated();
        assertThat(CatalogMigration.migrate(directory, CatalogOptions.DEFAULT, (_, _) -> {}))
                .isEmpty();
    }

    @Test
    void theCheckpointIsTheCatalogueAsItWas() {
        Path checkpoint =
                CatalogMigration.migrate(directory, CatalogOptions.DEFAULT, (_, _) -> {})
                        .orElseThrow()
                        .checkpoint();

        assertThat(checkpoint).isEqualTo(place.resolve("catalog.before-schema-3"));
        assertThat(StoredSchema.head(checkpoint).orElseThrow().schemaVersion()).isEqualTo(2);
        assertThat(StoredSchema.hasTablesOfNow(checkpoint)).isFalse();
        CatalogMigration.open(checkpoint, CatalogOptions.DEFAULT, (_, _) -> {}).close();
    }

    /// Every batch is a place to die: the next run starts from what is on disk then.
    @Test
    void brokenOffAnywhereItIsDoneAgain() {
        for (String table : List.of("dids", "contents", "rules", "locks", "replicas")) {
            assertThatThrownBy(() ->
                            CatalogMigration.migrate(
                                    directory,
                                    CatalogOptions.DEFAULT,
                                    (at, _) -> {
                                        if (at.equals(table)) {
                                            throw new IllegalStateException("power is gone");
                                        }
                                    }))
                    .hasMessage("power is gone");
            assertThat(StoredSchema.head(directory).orElseThrow().schemaVersion()).isEqualTo(2);
            assertThatThrownBy(() -> RocksCatalog.open(directory, CatalogOptions.DEFAULT))
                    .hasMessageContaining("godwit catalog migrate");
        }
        CatalogMigration.open(directory, CatalogOptions.DEFAULT, (_, _) -> {}).close();
        assertMigrated();
    }

    private void assertMigrated() {
        try (RocksCatalog catalog = RocksCatalog.open(directory, CatalogOptions.DEFAULT);
                Snapshot view = catalog.snapshot()) {
            assertThat(catalog.lastIndex()).isEqualTo(2);
            assertThat(CatalogCheck.run(view, 100, (_, _) -> {}).findings()).isEmpty();
            assertThat(view.get(Tables.COLLECTION_BY_NAME, new NameKey(1, "night-0042")))
                    .contains(1L);
            assertThat(view.get(Tables.COLLECTION_BY_METADATA, MetadataKey.of(1, "run", "42", 1)))
                    .isPresent();
            assertThat(view.get(Tables.REPLICA_BY_PATH, new PathKey(2, "old/place/4", 4)))
                    .isPresent();
            assertThat(view.get(Tables.REPLICAS, new ReplicaKey(4, 1)).orElseThrow().path())
                    .isEmpty();
            assertThat(view.get(Tables.REPLICAS, new ReplicaKey(4, 2)).orElseThrow().path())
                    .contains("old/place/4");
            try (var replicas = view.scanAll(Tables.REPLICAS)) {
                assertThat(replicas).toIterable().hasSize(ROWS_OF_OLD_REPLICAS);
            }
        }
    }
}
