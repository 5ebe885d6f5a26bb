package org.godwit.cli.command;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.godwit.api.lines.LineReader;
import org.godwit.api.lines.ReplicaLineParser;
import org.godwit.cli.output.Units;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.store.RocksCatalog;
import org.godwit.store.load.CatalogLoad;
import org.godwit.store.load.Intake;
import org.godwit.store.load.LoadSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit catalog load`.
@Command(
        name = "load",
        description =
                "Load a list of replicas that are all new, as fast as the disk allows; for the"
                        + " first hundred million.",
        footer = {
            "",
            "The list is that of `godwit replica add --from`. Accounts, scopes and RSEs must exist:",
            "start the engine, make them, stop it, load, start it again. All or nothing, also when",
            "it is interrupted. Files that the catalogue has already are refused: add those lists to",
            "the running engine instead.",
            "Example:  godwit catalog load /var/lib/godwit/catalog --from replicas.csv"
        })
final class CatalogLoadCommand extends GodwitCommand {
    private static final int BATCH_LINES = 1_000;
    private static final int BATCHES_WAITING_MAX = 16;

    /// How long the reader waits for a worker before it looks whether they have failed.
    private static final long OFFER_MILLIS = 100;

    @Parameters(paramLabel = "DIR", description = "The catalogue's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--from",
            required = true,
            paramLabel = "FILE",
            description = "CSV with the columns' names, or JSON lines.")
    private Path list = Path.of("");

    @Option(names = "--rse", paramLabel = "RSE", description = "Where a line does not say.")
    private Optional<String> rse = Optional.empty();

    @Option(names = "--scope", paramLabel = "SCOPE", description = "Where a line does not say.")
    private Optional<String> scope = Optional.empty();

    @Option(
            names = "--dataset",
            paramLabel = "[SCOPE:]NAME",
            description = "Where a line does not say.")
    private Optional<String> dataset = Optional.empty();

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "That the files belong to. Default: root.")
    private String account = "root";

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Default: as many as there are processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--errors",
            paramLabel = "N",
            description = "Say what is wrong with at most so many lines. Default: 100.")
    private int errorsMax = 100;

    @Option(
            names = "--dry-run",
            description = "Read and sort the list, say what is wrong with it, change nothing.")
    private boolean dryRun;

    private final AtomicLong wrong = new AtomicLong();

    private record Batch(long firstLine, List<String> lines) {}

    @Override
    protected ExitCode run() throws Exception {
        try (RocksCatalog catalog = CatalogCommand.open(directory);
                CatalogLoad load =
                        new CatalogLoad(catalog, account, threads, surroundings().clock());
                CheckProgress progress = new CheckProgress(surroundings(), "loading")) {
            long lines = read(load, progress);
            if (wrong.get() > 0) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "%,d of %,d lines are wrong, nothing was loaded: correct them"
                                .formatted(wrong.get(), lines));
            }
            if (dryRun) {
                surroundings()
                        .out()
                        .println("dry run, nothing was changed: %,d lines".formatted(lines));
                return ExitCode.OK;
            }
            LoadSummary done = load.finish(progress);
            surroundings()
                    .out()
                    .println(
                            "loaded %,d files with %,d replicas of %s in %,d datasets"
                                    .formatted(
                                            done.files(),
                                            done.replicas(),
                                            Units.bytes(done.bytes()),
                                            done.datasets()));
            return ExitCode.OK;
        }
    }

    /// Answers how many lines there were.
    private long read(CatalogLoad load, CheckProgress progress) throws Exception {
        BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(BATCHES_WAITING_MAX);
        ReplicaLineParser.Defaults defaults = new ReplicaLineParser.Defaults(rse, scope, dataset);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(list));
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            LineReader lines = new LineReader(in);
            Optional<String> next = lines.next();
            if (next.isEmpty()) {
                return 0;
            }
            ReplicaLineParser parser = ReplicaLineParser.of(next.get(), defaults);
            if (!ReplicaLineParser.isJson(next.get())) {
                next = lines.next();
            }
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(
                        executor.submit(() -> {
                            work(load, parser, batches);
                            return true;
                        }));
            }
            while (next.isPresent()) {
                Batch batch = new Batch(lines.lines(), new ArrayList<>(BATCH_LINES));
                while (next.isPresent() && batch.lines().size() < BATCH_LINES) {
                    batch.lines().add(next.get());
                    next = lines.next();
                }
                offer(batches, batch, workers);
                progress.at("lines", lines.lines());
            }
            for (int i = 0; i < threads; i++) {
                offer(batches, new Batch(0, List.of()), workers);
            }
            for (Future<?> worker : workers) {
                result(worker);
            }
            return lines.lines();
        }
    }

    private static void offer(BlockingQueue<Batch> batches, Batch batch, List<Future<?>> workers)
            throws Exception {
        while (!batches.offer(batch, OFFER_MILLIS, TimeUnit.MILLISECONDS)) {
            for (Future<?> worker : workers) {
                if (worker.isDone()) {
                    result(worker);
                }
            }
        }
    }

    private static void result(Future<?> worker) throws Exception {
        try {
            worker.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /// Takes batches up to an empty one.
    private void work(CatalogLoad load, ReplicaLineParser parser, BlockingQueue<Batch> batches)
            throws IOException, InterruptedException {
        try (Intake intake = load.intake()) {
            for (Batch batch = batches.take(); !batch.lines().isEmpty(); batch = batches.take()) {
                long number = batch.firstLine();
                for (String line : batch.lines()) {
                    take(intake, parser, line, number++);
                }
            }
        }
    }

    private void take(Intake intake, ReplicaLineParser parser, String line, long number)
            throws IOException {
        if (line.isBlank()) {
            return;
        }
        try {
            intake.add(parser.parse(line));
        } catch (EngineException refusal) {
            if (wrong.incrementAndGet() <= errorsMax) {
                surroundings().err().println("line %d: %s".formatted(number, refusal.getMessage()));
            }
        }
    }
}
