package org.godwit.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.RocksCatalog;
import org.godwit.store.maintenance.CatalogBackups;
import org.godwit.store.rocks.BackupSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Backups: by the running engine, or of the directory of one that is stopped.
final class CatalogBackupCommands {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final ApiPath BACKUP = ApiPath.of("catalog", "backup");

    private CatalogBackupCommands() {}

    @Command(
            name = "backup",
            description = {
                "Add a backup; only what is new is copied. Then all of it is read and compared.",
                "Without DIR the running engine does it, into the directory that its configuration"
                        + " names (backups.directory), while it goes on working."
            },
            footer = {
                "",
                "Examples:  godwit catalog backup",
                "           godwit catalog backup /var/lib/godwit/catalog /backup/godwit"
            })
    static final class Make extends GodwitCommand {
        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "DIR",
                description = "The directory of a catalogue whose engine is stopped.")
        private Optional<Path> directory = Optional.empty();

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "BACKUPS",
                description = "The directory of backups, with DIR.")
        private Optional<Path> backups = Optional.empty();

        @Option(
                names = "--keep",
                paramLabel = "N",
                description = "With DIR: remove all but the newest so many. Default: 7.")
        private int keep = 7;

        @Option(
                names = "--attach",
                description =
                        "Follow the backup that the engine makes already, or show the last one.")
        private boolean attach;

        @Mixin private ConnectionOptions connection = new ConnectionOptions();

        @Override
        protected ExitCode run() throws Exception {
            if (directory.isPresent() != backups.isPresent()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "give DIR and BACKUPS, or neither to have the running engine do it");
            }
            try (CheckProgress progress = new CheckProgress(surroundings(), "backup")) {
                surroundings()
                        .out()
                        .println(
                                directory.isPresent()
                                        ? offline(directory.get(), backups.orElseThrow(), progress)
                                        : online(connection.connect(surroundings()), progress));
            }
            return ExitCode.OK;
        }

        private String offline(Path where, Path to, CheckProgress progress) {
            try (RocksCatalog catalog = CatalogCommand.open(where)) {
                BackupSummary made = catalog.backup(to, keep);
                BackupSummary _ =
                        CatalogBackups.verify(
                                to,
                                OptionalInt.of(made.id()),
                                bytes -> progress.at("bytes compared", bytes));
                return line(made);
            }
        }

        private String online(ApiClient engine, CheckProgress progress) throws Exception {
            Json state = attach ? engine.get(BACKUP) : engine.post(BACKUP, Json.object().build());
            while (state.at("state").text().equals("running")) {
                progress.at(state.at("doing").text(), state.at("done_bytes").number());
                surroundings().clock().sleep(LOOK_EVERY);
                state = engine.get(BACKUP);
            }
            if (state.at("state").text().equals("failed")) {
                throw new EngineException(
                        ErrorCode.UNAVAILABLE,
                        "there is no backup to rely upon: " + state.at("failure").text());
            }
            return line(summary(state.at("backup")));
        }
    }

    @Command(
            name = "backups",
            description = {
                "List the backups in a directory; without one, those of the running engine."
            },
            footer = {
                "",
                "Examples:  godwit catalog backups",
                "           godwit catalog backups /backup/godwit --verify"
            })
    static final class ListBackups extends GodwitCommand {
        @Parameters(
                paramLabel = "BACKUPS",
                arity = "0..1",
                description = "The directory of backups.")
        private Optional<Path> backups = Optional.empty();

        @Option(
                names = "--verify",
                description = "With BACKUPS: read all files of each, and compare their checksums.")
        private boolean verify;

        @Mixin private ConnectionOptions connection = new ConnectionOptions();

        @Override
        protected ExitCode run() throws Exception {
            if (backups.isEmpty()) {
                if (verify) {
                    throw new EngineException(
                            ErrorCode.INVALID_INPUT, "name the directory whose backups to verify");
                }
                connection.connect(surroundings()).stream(
                        ApiPath.of("catalog", "backups"),
                        backup -> surroundings().out().println(line(summary(backup))));
                return ExitCode.OK;
            }
            List<BackupSummary> all = CatalogBackups.list(backups.get());
            try (CheckProgress progress = new CheckProgress(surroundings(), "backup")) {
                for (BackupSummary backup : all) {
                    if (verify) {
                        BackupSummary _ =
                                CatalogBackups.verify(
                                        backups.get(),
                                        OptionalInt.of(backup.id()),
                                        bytes -> progress.at(backup.id() + ": bytes", bytes));
                    }
                    surroundings().out().println(line(backup) + (verify ? ", whole" : ""));
                }
            }
            return ExitCode.OK;
        }
    }

    private static BackupSummary summary(Json backup) {
        return new BackupSummary(
                Math.toIntExact(backup.at("id").number()),
                Instant.parse(backup.at("taken_at").text()),
                backup.at("bytes").number(),
                backup.at("index").number());
    }

    static String line(BackupSummary backup) {
        return "backup %d of %s: %s, change %d"
                .formatted(
                        backup.id(), backup.takenAt(), Units.bytes(backup.bytes()), backup.index());
    }
}
