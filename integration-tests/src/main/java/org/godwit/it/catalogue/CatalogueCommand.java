package org.godwit.it.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseOptions;
import org.godwit.it.cases.Progress;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `./godwit bench catalogue`: the catalogue's speed, size and safety.
@Command(
        name = "catalogue",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measure the catalogue: loading, adding, reading, opening, what it takes on disk, and"
                    + " what survives.",
            "Prints one line a case (with -o json an object: case, value, unit, target, holds),"
                    + " progress goes to standard error. Ends with 0 when everything was measured,"
                    + " whatever came out."
        })
public final class CatalogueCommand implements Callable<Integer> {
    /// Every case, in the order in which they are measured: those that read the large catalogue
    /// come after the one that makes it.
    static final List<Case<Sitting>> ALL =
            List.of(
                    new Load(),
                    new Lookup(),
                    new List10k(),
                    new Stream1m(),
                    new Usage(),
                    new Adds(),
                    new Merge(),
                    new Open(),
                    new Grow(),
                    new Kills(),
                    new Flips());

    @Mixin private CaseOptions cases = new CaseOptions();

    @Option(names = "--quick", description = "everything smaller: 20 minutes for all cases")
    private boolean quick;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "in the large catalogue (default: 100,000,000, about 3 GB; with --quick"
                            + " 10,000,000)")
    private long replicas;

    @Option(
            names = "--dir",
            description =
                    "directory for catalogues, on the disk to be measured (default: a new one below"
                            + " the current, removed at the end). A large catalogue that an earlier"
                            + " call has left there is used again by cases that only read it")
    private Optional<Path> directory = Optional.empty();

    /// For picocli.
    public CatalogueCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        return cases.run("catalogue", ALL, this::open);
    }

    private Sitting open(EngineClock clock, Progress progress) throws IOException {
        Path work =
                directory.isPresent()
                        ? Files.createDirectories(directory.get().toAbsolutePath())
                        : Files.createTempDirectory(
                                Path.of("").toAbsolutePath(), "bench-catalogue-");
        progress.say("catalogues are in " + work);
        return new Sitting(quick, replicas, work, directory.isPresent(), clock, progress);
    }
}
