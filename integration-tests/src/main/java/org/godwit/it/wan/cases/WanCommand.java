package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.godwit.it.wan.lab.Lab;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `./godwit bench wan`: the data plane on emulated long links, with other tools beside it.
@Command(
        name = "wan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measure the data plane on emulated long links, and the tools of today beside it.",
            "Needs root, for network namespaces. Prints one line a case (with -o json an object:"
                    + " case, value, unit, target, holds, peers), progress goes to standard error."
                    + " Ends with 0 when everything was measured, whatever came out."
        })
public final class WanCommand implements Callable<Integer> {
    private static final int MISUSE = 2;
    private static final int NOT_MEASURED = 1;
    private static final int RUNS = 3;
    private static final double SOAK_MINUTES = 30;
    private static final double SOAK_MINUTES_QUICK = 1.2;

    @Option(
            names = "--case",
            paramLabel = "NAME",
            description = "measure this case; may be given again (default: all, see --list)")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "print the names of the cases")
    private boolean list;

    @Option(
            names = "--quick",
            description = "smaller workloads and one run each: 20 minutes for all cases")
    private boolean quick;

    @Option(
            names = "--runs",
            defaultValue = "0",
            description = "runs of which the median counts (default: 3, with --quick 1)")
    private int runs;

    @Option(
            names = "--minutes",
            defaultValue = "0",
            description = "of the soak (default: 30, with --quick 1.2)")
    private double minutes;

    @Option(
            names = "--dir",
            description =
                    "directory for copies and logs, on the disk to be measured (default: a new one"
                            + " below the current)")
    private Optional<Path> directory = Optional.empty();

    @Option(
            names = "--memory",
            defaultValue = "/dev/shm",
            description = "a tmpfs with 7 GB of room (default: ${DEFAULT-VALUE})")
    private Path memory = Path.of("/dev/shm");

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE})")
    private String output = "text";

    /// For picocli.
    public WanCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            Case.ALL.forEach(one -> System.out.println(one.name()));
            return 0;
        }
        List<Case> chosen = Case.named(names);
        if (!names.isEmpty() && chosen.size() < names.size()) {
            System.err.println(
                    "godwit bench wan: no such case among "
                            + names
                            + ": see godwit bench wan --list");
            return MISUSE;
        }
        Optional<String> obstacle = Lab.obstacle();
        if (obstacle.isPresent()) {
            System.err.println("godwit bench wan: " + obstacle.get());
            return MISUSE;
        }
        Path work =
                directory.isPresent()
                        ? directory.get().toAbsolutePath()
                        : Files.createTempDirectory(Path.of("").toAbsolutePath(), "bench-wan-");
        EngineClock clock = EngineClock.system();
        long start = clock.nanoTime();
        Progress progress =
                line -> System.err.printf("%7.1f %s%n", (clock.nanoTime() - start) / 1e9, line);
        progress.say("copies and logs are in " + work);
        try (Sitting sitting = Sitting.open(plan(), work, memory, progress)) {
            int failed = 0;
            for (Case one : chosen) {
                failed += measure(one, sitting) ? 0 : 1;
            }
            return failed == 0 ? 0 : NOT_MEASURED;
        }
    }

    private Sitting.Plan plan() {
        int count = runs > 0 ? runs : quick ? 1 : RUNS;
        double soak = minutes > 0 ? minutes : quick ? SOAK_MINUTES_QUICK : SOAK_MINUTES;
        return new Sitting.Plan(quick, count, soak);
    }

    private boolean measure(Case one, Sitting sitting) throws IOException, InterruptedException {
        sitting.progress().say("case " + one.name());
        EngineClock clock = EngineClock.system();
        long start = clock.nanoTime();
        try {
            CaseReport report = one.measure(sitting);
            double seconds = (clock.nanoTime() - start) / 1e9;
            print(report, sitting, seconds);
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

    private void print(CaseReport report, Sitting sitting, double seconds) throws IOException {
        if (output.equals("json")) {
            Map<String, Object> facts = sitting.facts();
            facts.put("secondsToMeasure", CaseReport.rounded(seconds));
            System.out.println(report.json(facts));
        } else {
            report.text().forEach(System.out::println);
        }
    }
}
