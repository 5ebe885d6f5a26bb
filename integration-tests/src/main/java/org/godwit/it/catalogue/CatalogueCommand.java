package org.godwit.it.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.godwit.it.wan.cases.CaseReport;
import org.godwit.it.wan.cases.Progress;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

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
    private static final int MISUSE = 2;
    private static final int NOT_MEASURED = 1;

    @Option(
            names = "--case",
            paramLabel = "NAME",
            description = "measure this case; may be given again (default: all, see --list)")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "print the names of the cases")
    private boolean list;

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

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE})")
    private String output = "text";

    /// For picocli.
    public CatalogueCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            Case.ALL.forEach(one -> System.out.println(one.name()));
            return 0;
        }
        List<Case> chosen = Case.named(names);
        if (!names.isEmpty() && chosen.size() < names.size()) {
            System.err.println(
                    "godwit bench catalogue: no such case among "
                            + names
                            + ": see godwit bench catalogue --list");
            return MISUSE;
        }
        Path work =
                directory.isPresent()
                        ? Files.createDirectories(directory.get().toAbsolutePath())
                        : Files.createTempDirectory(
                                Path.of("").toAbsolutePath(), "bench-catalogue-");
        EngineClock clock = EngineClock.system();
        long start = clock.nanoTime();
        Progress progress =
                line -> System.err.printf("%7.1f %s%n", (clock.nanoTime() - start) / 1e9, line);
        progress.say("catalogues are in " + work);
        try (Sitting sitting =
                new Sitting(quick, replicas, work, directory.isPresent(), clock, progress)) {
            int failed = 0;
            for (Case one : chosen) {
                failed += measure(one, sitting) ? 0 : 1;
            }
            return failed == 0 ? 0 : NOT_MEASURED;
        }
    }

    private boolean measure(Case one, Sitting sitting) throws InterruptedException {
        sitting.progress().say("case " + one.name());
        long start = sitting.clock().nanoTime();
        try {
            CaseReport report = one.measure(sitting);
            print(report, (sitting.clock().nanoTime() - start) / 1e9, sitting);
            return true;
        } catch (IOException | RuntimeException e) {
            // The other cases can be measured still.
            sitting.progress().say(one.name() + " was not measured: " + e);
            if (output.equals("json")) {
                System.out.println(
                        JsonMapper.shared()
                                .writeValueAsString(
                                        Map.of("case", one.name(), "error", String.valueOf(e))));
            }
            e.printStackTrace();
            return false;
        }
    }

    private void print(CaseReport report, double seconds, Sitting sitting) {
        if (output.equals("json")) {
            Map<String, Object> facts = sitting.facts();
            facts.put("secondsToMeasure", CaseReport.rounded(seconds));
            System.out.println(report.json(facts));
        } else {
            report.text().forEach(System.out::println);
        }
    }
}
