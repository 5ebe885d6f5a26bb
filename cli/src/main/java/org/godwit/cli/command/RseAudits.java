package org.godwit.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.cli.client.ApiClient;
import org.godwit.cli.client.ApiPath;
import org.godwit.cli.json.Json;
import org.godwit.cli.output.Column;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import org.godwit.model.AuditKind;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Comparisons of storages with the catalogue.
final class RseAudits {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private RseAudits() {}

    @Command(
            name = "audit",
            description = {
                "Compare what an RSE's storage has with what the catalogue says. Nothing is changed;"
                        + " `godwit rse audit apply` acts upon the result."
            },
            subcommands = {Show.class, Findings.class, Apply.class},
            footer = {
                "",
                "Exit code 0: no difference. 1: there are some. --dump takes one path a line, or, below",
                "a first line `path,size`, a path and its size; paths begin at the RSE's root.",
                "Examples:  godwit rse audit FR-DISK",
                "           godwit rse audit FR-DISK --dump files.txt --strip /pnfs/fr/data"
            })
    static final class Audit extends ClientCommand {
        // Optional, since a verb may stand in its place.
        @Parameters(paramLabel = "RSE", arity = "0..1", description = "The RSE.")
        private String name = "";

        @Option(
                names = "--dump",
                paramLabel = "FILE",
                description = "Take this list of its files; without it, agents list them.")
        private Optional<Path> dump = Optional.empty();

        @Option(
                names = "--made-at",
                paramLabel = "TIME",
                description = {
                    "When the list was begun, as 2026-11-23T08:00:00Z. Default: the time of the file."
                })
        private Optional<Instant> madeAt = Optional.empty();

        @Option(
                names = "--strip",
                paramLabel = "PREFIX",
                description = "What the paths of the list have before the RSE's root.")
        private Optional<String> strip = Optional.empty();

        @Option(names = "--no-wait", description = "Print its number and do not wait for it.")
        private boolean noWait;

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            if (name.isEmpty()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT, "name the RSE: godwit rse audit RSE");
            }
            long id = dump.isPresent() ? send(engine, dump.get()) : begin(engine);
            if (noWait) {
                say(Long.toString(id));
                return ExitCode.OK;
            }
            Json audit = await(engine, id, surroundings());
            if (audit.at("state").text().equals("failed")) {
                throw new EngineException(
                        ErrorCode.UNAVAILABLE,
                        "audit %d has no report: %s".formatted(id, audit.at("failure").text()));
            }
            report(audit).forEach(this::say);
            return isClean(audit) ? ExitCode.OK : ExitCode.ERROR;
        }

        private long begin(ApiClient engine) throws TimeoutException {
            return engine.post(ApiPath.of("rses", name, "audits"), Json.object().build())
                    .at("id")
                    .number();
        }

        private long send(ApiClient engine, Path list) throws IOException, TimeoutException {
            Instant begun =
                    madeAt.orElse(Files.getLastModifiedTime(list).toInstant())
                            .truncatedTo(ChronoUnit.MILLIS);
            AtomicLong id = new AtomicLong();
            engine.sendLines(
                    ApiPath.of("rses", name, "audits", "list")
                            .with("made-at", begun.toString())
                            .with("strip", strip),
                    out -> copy(list, out),
                    answer -> id.set(answer.at("id").number()));
            return id.get();
        }

        private static void copy(Path list, OutputStream out) throws IOException {
            try (InputStream in = Files.newInputStream(list)) {
                in.transferTo(out);
            }
        }
    }

    /// Waits until an audit is not under way any more.
    private static Json await(ApiClient engine, long id, Surroundings surroundings)
            throws Exception {
        try (CheckProgress progress = new CheckProgress(surroundings, "audit " + id)) {
            while (true) {
                Json audit = engine.get(ApiPath.of("audits", Long.toString(id)));
                String state = audit.at("state").text();
                if (!state.equals("running") && !state.equals("applying")) {
                    return audit;
                }
                progress.at(
                        audit.at("doing").text(),
                        number(audit, "listed_files") > 0
                                ? number(audit, "listed_files")
                                : number(audit, "known_files"));
                surroundings.clock().sleep(LOOK_EVERY);
            }
        }
    }

    private static long number(Json audit, String field) {
        return audit.at(field).number();
    }

    private static boolean isClean(Json audit) {
        return number(audit, "lost_files")
                        + number(audit, "dark_files")
                        + number(audit, "wrong_size_files")
                        + number(audit, "unchecked")
                        + number(audit, "untold")
                == 0;
    }

    private static List<String> report(Json audit) {
        long id = audit.at("id").number();
        String next =
                isClean(audit)
                        ? "storage and catalogue agree"
                        : "`godwit rse audit findings %d` lists them, `godwit rse audit apply %d --lost --dark --dry-run` plans what to do"
                                .formatted(id, id);
        return List.of(
                "audit %d of %s".formatted(id, audit.at("rse").text()),
                line(audit, "known", "in the catalogue"),
                line(audit, "listed", "on the storage"),
                line(audit, "lost", "lost: in the catalogue only"),
                line(audit, "wrong_size", "of a wrong size"),
                line(audit, "dark", "dark: on the storage only"),
                "%,15d %s"
                        .formatted(
                                number(audit, "last_copies"),
                                "of the lost and wrong ones without another copy"),
                "%,15d %s"
                        .formatted(number(audit, "unchecked"), "not checked: could not be listed"),
                next);
    }

    private static String line(Json audit, String what, String meaning) {
        return "%,15d %s, %s"
                .formatted(
                        number(audit, what + "_files"),
                        meaning,
                        Units.bytes(number(audit, what + "_bytes")));
    }

    @Command(name = "audits", description = "List audits, of one RSE or of all.")
    static final class ListAudits extends ReadCommand {
        @Parameters(paramLabel = "RSE", arity = "0..1", description = "Of this RSE.")
        private Optional<String> name = Optional.empty();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(engine, ApiPath.of("audits").with("rse", name), output, COLUMNS);
        }
    }

    private static final List<Column> COLUMNS =
            List.of(
                    Column.count("id"),
                    Column.text("rse"),
                    Column.state("state"),
                    Column.text("created_at"),
                    Column.count("listed_files").named("LISTED"),
                    Column.count("lost_files").named("LOST"),
                    Column.count("wrong_size_files").named("WRONG SIZE"),
                    Column.count("dark_files").named("DARK"),
                    Column.count("declared"),
                    Column.count("quarantined"),
                    Column.count("left"));

    @Command(name = "show", description = "Show an audit: its report, or how far it is.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "ID", description = "Its number.")
        private long id;

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            output.show(engine.get(ApiPath.of("audits", Long.toString(id))), COLUMNS);
        }
    }

    @Command(
            name = "findings",
            description = "List what an audit has found, and what became of it.",
            footer = {"", "Example:  godwit rse audit findings 7 --kind dark -o csv"})
    static final class Findings extends ReadCommand {
        @Parameters(paramLabel = "ID", description = "The audit's number.")
        private long id;

        @Option(
                names = "--kind",
                paramLabel = "KIND",
                description = "Only: ${COMPLETION-CANDIDATES}.")
        private Optional<AuditKind> kind = Optional.empty();

        @Override
        void read(ApiClient engine, Output output) throws Exception {
            Listing.print(
                    engine,
                    ApiPath.of("audits", Long.toString(id), "findings")
                            .with("kind", kind.map(k -> k.name().toLowerCase(Locale.ROOT))),
                    output,
                    List.of(
                            Column.text("kind"),
                            Column.text("path"),
                            Column.bytes("bytes_known").named("KNOWN"),
                            Column.bytes("bytes_found").named("FOUND"),
                            Column.text("modified_at").named("MODIFIED"),
                            Column.state("state"),
                            Column.text("note")));
        }
    }

    @Command(
            name = "apply",
            description = {
                "Act upon what an audit has found: declare lost replicas bad, put dark files into"
                        + " quarantine."
            },
            footer = {
                "",
                "An agent looks at each file again. Nothing is deleted: dark files are moved to",
                ".godwit/quarantine/ of their storage. What has changed since the audit is left alone.",
                "Examples:  godwit rse audit apply 7 --lost --dark --dry-run",
                "           godwit rse audit apply 7 --dark --older-than 7d --yes"
            })
    static final class Apply extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "The audit's number.")
        private long id;

        @Option(
                names = "--lost",
                description = "Declare lost replicas, and those of a wrong size, bad.")
        private boolean lost;

        @Option(names = "--dark", description = "Put dark files into quarantine.")
        private boolean dark;

        @Option(
                names = "--older-than",
                paramLabel = "TIME",
                description = "Leave dark files alone that were changed since. Default: 1d.")
        private String olderThan = "1d";

        @Option(
                names = "--even-if-many",
                description = "Also if more than 5 %% of the RSE's files would be touched.")
        private boolean evenIfMany;

        @Option(names = "--dry-run", description = "Only say what would be touched.")
        private boolean dryRun;

        @Option(names = "--no-wait", description = "Do not wait for the end.")
        private boolean noWait;

        @Mixin private Confirmation confirmation = new Confirmation();

        @Override
        ExitCode run(ApiClient engine) throws Exception {
            Json plan = post(engine, true, dryRun || evenIfMany);
            String effect =
                    "declares %,d replicas (%s) bad, %,d of them the last copy, and puts %,d files (%s) into quarantine: %d %% of the RSE's files"
                            .formatted(
                                    number(plan, "replicas"),
                                    Units.bytes(number(plan, "replica_bytes")),
                                    number(plan, "last_copies"),
                                    number(plan, "files"),
                                    Units.bytes(number(plan, "file_bytes")),
                                    number(plan, "percent"));
            if (dryRun) {
                say("dry run, nothing was changed: " + effect);
                return ExitCode.OK;
            }
            if (!confirmation.given(effect, surroundings())) {
                return ExitCode.NOTHING_TO_DO;
            }
            Json _ = post(engine, false, evenIfMany);
            if (noWait) {
                say("audit %d is being acted upon".formatted(id));
                return ExitCode.OK;
            }
            Json audit = await(engine, id, surroundings());
            say(
                    "%,d replicas declared bad, %,d files put into quarantine, %,d left alone; `godwit rse audit findings %d` says why"
                            .formatted(
                                    number(audit, "declared"),
                                    number(audit, "quarantined"),
                                    number(audit, "left"),
                                    id));
            return ExitCode.OK;
        }

        private Json post(ApiClient engine, boolean rehearse, boolean many)
                throws TimeoutException {
            return engine.post(
                    ApiPath.of("audits", Long.toString(id), "settlement"),
                    Json.object()
                            .put("lost", lost)
                            .put("dark", dark)
                            .put("older_than_seconds", Units.parseDuration(olderThan).toSeconds())
                            .put("even_if_many", many)
                            .put("dry_run", rehearse)
                            .build());
        }
    }
}
