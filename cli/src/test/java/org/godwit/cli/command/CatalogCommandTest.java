package org.godwit.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.godwit.store.RocksCatalog;
import org.godwit.store.rocks.CatalogOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogCommandTest {
    @TempDir private Path directory = Path.of("");
    private final Shell shell = new Shell(Map.of());

    private Path catalog() {
        Path catalog = directory.resolve("catalog");
        RocksCatalog.open(catalog, CatalogOptions.DEFAULT).close();
        return catalog;
    }

    @Test
    void anEmptyCatalogueHasNoDifference() {
        assertThat(shell.run("catalog", "check", catalog().toString())).as(shell.err()).isZero();
        assertThat(shell.out()).contains("no difference");
    }

    @Test
    void checkingMakesNoCatalogueWhereThereIsNone() {
        Path nowhere = directory.resolve("nowhere");
        assertThat(shell.run("catalog", "check", nowhere.toString()))
                .isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(nowhere).doesNotExist();
        assertThat(shell.err()).contains("engine.yaml");
    }

    @Test
    void aCatalogueInUseIsLeftAlone() {
        Path catalog = catalog();
        try (RocksCatalog open = RocksCatalog.open(catalog, CatalogOptions.DEFAULT)) {
            assertThat(shell.run("catalog", "check", catalog.toString()))
                    .isNotEqualTo(ExitCode.OK.code());
            assertThat(open.lastIndex()).isZero();
        }
        assertThat(shell.err()).startsWith("godwit: ").containsOnlyOnce("\n").contains("stop");
    }

    @Test
    void aBackupIsRestoredElsewhere() {
        Path catalog = catalog();
        String backups = directory.resolve("backups").toString();
        assertThat(shell.run("catalog", "backup", catalog.toString(), backups))
                .as(shell.err())
                .isZero();
        assertThat(shell.out()).startsWith("backup 1 of ");
        assertThat(shell.run("catalog", "backups", backups)).isZero();
        assertThat(shell.out().lines()).hasSize(1);
        assertThat(shell.run("catalog", "backups", backups, "--verify")).as(shell.err()).isZero();
        assertThat(shell.out()).contains(", whole");
        Path again = directory.resolve("again");
        assertThat(shell.run("catalog", "restore", backups, again.toString()))
                .as(shell.err())
                .isZero();
        assertThat(shell.run("catalog", "check", again.toString())).as(shell.err()).isZero();
        assertThat(shell.run("catalog", "restore", backups, catalog.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.err()).contains("not empty");
    }

    @Test
    void aCheckpointIsACatalogueToo() {
        Path copy = directory.resolve("copy");
        assertThat(shell.run("catalog", "checkpoint", catalog().toString(), copy.toString()))
                .as(shell.err())
                .isZero();
        assertThat(shell.run("catalog", "check", copy.toString())).as(shell.err()).isZero();
    }

    @Test
    void repairingAsksFirst() {
        Path catalog = catalog();
        assertThat(shell.run("catalog", "repair", catalog.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(shell.run("catalog", "repair", catalog.toString(), "--yes")).isZero();
        assertThat(shell.out()).contains("0 rows set right");
    }
}
