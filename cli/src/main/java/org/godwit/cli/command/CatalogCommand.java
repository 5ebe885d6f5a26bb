package org.godwit.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.godwit.catalog.check.CheckReport;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.CatalogMigration;
import org.godwit.store.RocksCatalog;
import org.godwit.store.maintenance.CatalogBackups;
import org.godwit.store.maintenance.CatalogRepair;
import org.godwit.store.rocks.BackupSummary;
import org.godwit.store.rocks.CatalogOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit catalog`: care for a catalogue, by its engine or on the directory of one that is
/// stopped.
@Command(
        name = "catalog",
        description = "Check, copy, repair and restore the catalogue.",
        subcommands = {
            CatalogCheckCommand.class,
            CatalogCommand.Repair.class,
            CatalogCommand.Checkpoint.class,
            CatalogBackupCommands.Make.class,
            CatalogBackupCommands.ListBackups.class,
            CatalogCommand.Restore.class,
            CatalogCommand.Migrate.class,
            CatalogLoadCommand.class
        })
final class CatalogCommand extends Noun {
    /// Opens a catalogue that must be there: opening one would otherwise make it.
    static RocksCatalog open(Path directory) {
        requireCatalogue(directory);
        return RocksCatalog.open(directory, CatalogOptions.DEFAULT);
    }

    private static void requireCatalogue(Path directory) {
        if (!Files.isRegularFile(directory.resolve("CURRENT"))) {
            throw new EngineException(
                    ErrorCode.NOT_FOUND,
                    "there is no catalogue in %s; give the directory that \"data\" in engine.yaml names"
                            .formatted(directory));
        }
    }

    static void print(Surroundings surroundings, CheckReport report) {
        report.findings().forEach(finding -> surroundings.out().println(finding));
        long more = report.findingsTotal() - report.findings().size();
        if (more > 0) {
            surroundings.out().println("… and %,d more (--findings)".formatted(more));
        }
        surroundings
                .out()
                .println(
                        report.clean()
                                ? "%,d rows read, no difference".formatted(report.rows())
                                : "%,d rows read, %,d differences"
                                        .formatted(report.rows(), report.findingsTotal()));
    }

    @Command(
            name = "repair",
            description =
                    "Make indexes and counters again from the rows that they follow from; those"
                            + " are not touched.")
    static final class Repair extends GodwitCommand {
        @Parameters(paramLabel = "DIR", description = "The catalogue's directory.")
        private Path directory = Path.of("");

        @Mixin private Confirmation confirmation = new Confirmation();

        @Override
        protected ExitCode run() throws Exception {
            if (!confirmation.given(
                    "sets indexes and counters in %s right; back it up first".formatted(directory),
                    surroundings())) {
                return ExitCode.NOTHING_TO_DO;
            }
            long repaired;
            try (RocksCatalog catalog = open(directory);
                    CheckProgress progress = new CheckProgress(surroundings())) {
                repaired = CatalogRepair.rebuild(catalog, surroundings().clock(), progress);
            }
            surroundings().out().println("%,d rows set right".formatted(repaired));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "checkpoint",
            description = "Make a copy on the same file system at once, by hard links.")
    static final class Checkpoint extends GodwitCommand {
        @Parameters(index = "0", paramLabel = "DIR", description = "The catalogue's directory.")
        private Path directory = Path.of("");

        @Parameters(index = "1", paramLabel = "COPY", description = "A directory that is new.")
        private Path copy = Path.of("");

        @Override
        protected ExitCode run() {
            try (RocksCatalog catalog = open(directory)) {
                catalog.checkpoint(copy);
            }
            surroundings().out().println("made " + copy);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "restore",
            description = "Make a catalogue from a backup, in a directory that is new or empty.",
            footer = {
                "",
                "The catalogue gets a new incarnation: agents obey it, and no longer the one before.",
                "Example:  godwit catalog restore /backup/godwit /var/lib/godwit/catalog"
            })
    static final class Restore extends GodwitCommand {
        @Parameters(index = "0", paramLabel = "BACKUPS", description = "The directory of backups.")
        private Path backups = Path.of("");

        @Parameters(index = "1", paramLabel = "DIR", description = "The catalogue's new directory.")
        private Path directory = Path.of("");

        @Option(names = "--id", paramLabel = "N", description = "Which. Default: the newest.")
        private Optional<Integer> id = Optional.empty();

        @Override
        protected ExitCode run() {
            OptionalInt wanted = id.map(OptionalInt::of).orElseGet(OptionalInt::empty);
            BackupSummary restored =
                    CatalogBackups.restore(backups, wanted, directory, surroundings().clock());
            surroundings()
                    .out()
                    .println(
                            "restored %s into %s"
                                    .formatted(CatalogBackupCommands.line(restored), directory));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "migrate",
            description = "Bring a catalogue of an earlier version to the tables of this one.",
            footer = {
                "",
                "A checkpoint is made beside it first. The engine does the same when it starts.",
                "Interrupted, it may be run again. Exit code 7 if there is nothing to do.",
                "Example:  godwit catalog migrate /var/lib/godwit/catalog"
            })
    static final class Migrate extends GodwitCommand {
        @Parameters(paramLabel = "DIR", description = "The catalogue's directory.")
        private Path directory = Path.of("");

        @Override
        protected ExitCode run() {
            requireCatalogue(directory);
            Optional<CatalogMigration.Outcome> done;
            try (CheckProgress progress = new CheckProgress(surroundings())) {
                done = CatalogMigration.migrate(directory, CatalogOptions.DEFAULT, progress);
            }
            surroundings()
                    .out()
                    .println(
                            done.map(outcome ->
                                            "from version %d to %d, %,d rows written; as it was: %s"
                                                    .formatted(
                                                            outcome.from(),
                                                            outcome.to(),
                                                            outcome.rows(),
                                                            outcome.checkpoint()))
                                    .orElse("the catalogue has this program's version already"));
            return done.isPresent() ? ExitCode.OK : ExitCode.NOTHING_TO_DO;
        }
    }
}
