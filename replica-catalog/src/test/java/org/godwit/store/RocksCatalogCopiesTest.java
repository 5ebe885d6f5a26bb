package org.godwit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.godwit.catalog.Change;
import org.godwit.catalog.ChangeSet;
import org.godwit.catalog.check.CheckReport;
import org.godwit.catalog.check.Finding;
import org.godwit.catalog.check.Progress;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.NameKey;
import org.godwit.catalog.schema.RseDidKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Epoch;
import org.godwit.model.ReplicaState;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ManualClock;
import org.godwit.store.maintenance.CatalogBackups;
import org.godwit.store.maintenance.CatalogChecker;
import org.godwit.store.maintenance.CatalogRepair;
import org.godwit.store.rocks.BackupSummary;
import org.godwit.store.rocks.CatalogOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksCatalogCopiesTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    @TempDir Path temporary;
    private final EngineClock clock = new ManualClock(NOW);

    private RocksCatalog open(String name) {
        return RocksCatalog.open(temporary.resolve(name), CatalogOptions.DEFAULT);
    }

    @Test
    void aCheckpointIsACatalogueOfItsOwn() {
        try (RocksCatalog catalog = open("catalog")) {
            SampleCatalog.fill(catalog, 20);
            catalog.checkpoint(temporary.resolve("copy"));
            SampleCatalog.fill(catalog, 5);
            try (RocksCatalog copy = open("copy")) {
                assertThat(copy.lastIndex()).isEqualTo(20);
                assertThat(CatalogChecker.check(copy, 10, Progress.NONE).clean()).isTrue();
            }
            assertThatThrownBy(() -> catalog.checkpoint(temporary.resolve("copy")))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("it exists, name a new directory");
        }
    }

    @Test
    void aRestoredBackupHasANewIncarnation() {
        Path backups = temporary.resolve("backups");
        try (RocksCatalog catalog = open("catalog")) {
            SampleCatalog.fill(catalog, 20);
            catalog.backup(backups, 2);
            SampleCatalog.fill(catalog, 5);
            BackupSummary second = catalog.backup(backups, 2);
            assertThat(second.id()).isEqualTo(2);
            assertThat(second.index()).isEqualTo(25);
        }
        assertThat(CatalogBackups.list(backups))
                .extracting(BackupSummary::index)
                .containsExactly(20L, 25L);

        CatalogBackups.restore(backups, OptionalInt.of(1), temporary.resolve("restored"), clock);
        try (RocksCatalog restored = open("restored")) {
            assertThat(restored.lastIndex()).isEqualTo(NOW.getEpochSecond() << 22);
            assertThat(restored.lastEpoch()).isEqualTo(new Epoch(NOW.toEpochMilli(), 0));
            SampleCatalog.fill(restored, 1);
            assertThat(restored.lastIndex()).isEqualTo((NOW.getEpochSecond() << 22) + 1);
            assertThat(CatalogChecker.check(restored, 10, Progress.NONE).clean()).isTrue();
        }
        assertThatThrownBy(() ->
                        CatalogBackups.restore(
                                backups, OptionalInt.empty(), temporary.resolve("restored"), clock))
                .hasMessageContaining("it is not empty, name a new directory");
        assertThatThrownBy(() ->
                        CatalogBackups.restore(
                                backups, OptionalInt.of(9), temporary.resolve("other"), clock))
                .hasMessageContaining("there is no backup 9")
                .hasMessageContaining("[1, 2]");
    }

    @Test
    void onlyTheNewestBackupsAreKept() {
        Path backups = temporary.resolve("backups");
        try (RocksCatalog catalog = open("catalog")) {
            for (int i = 0; i < 4; i++) {
                SampleCatalog.fill(catalog, 3);
                catalog.backup(backups, 2);
            }
        }
        assertThat(CatalogBackups.list(backups))
                .extracting(BackupSummary::id)
                .containsExactly(3, 4);
    }

    @Test
    void repairMakesIndexesAndCountersFollowAgain() {
        try (RocksCatalog catalog = open("catalog")) {
            SampleCatalog.fill(catalog, 20);
            catalog.apply(
                            new ChangeSet(
                                    21,
                                    SampleCatalog.EPOCH,
                                    Tables.SCHEMA_VERSION,
                                    NOW,
                                    List.of(
                                            new Change.Delete<>(
                                                    Tables.DID_BY_NAME,
                                                    new NameKey(1, "night/file-7")),
                                            new Change.Put<>(
                                                    Tables.REPLICAS_BY_RSE,
                                                    new RseDidKey(1, 999),
                                                    ReplicaState.AVAILABLE),
                                            new Change.Put<>(
                                                    Tables.COUNTERS,
                                                    CounterKey.rseReplicas(
                                                            1, ReplicaState.AVAILABLE),
                                                    new Count(1, 1)))))
                    .join();
            CheckReport broken = CatalogChecker.check(catalog, 2, Progress.NONE);
            assertThat(broken.findingsTotal()).isEqualTo(3);
            assertThat(broken.findings())
                    .hasSize(2)
                    .allSatisfy(finding -> assertThat(finding.repair()).isPresent());

            assertThat(CatalogRepair.rebuild(catalog, clock, Progress.NONE)).isEqualTo(3);
            assertThat(CatalogChecker.check(catalog, 10, Progress.NONE).findings())
                    .extracting(Finding::toString)
                    .isEmpty();
            assertThat(catalog.latest().get(Tables.DID_BY_NAME, new NameKey(1, "night/file-7")))
                    .isEqualTo(Optional.of(7L));
        }
    }
}
