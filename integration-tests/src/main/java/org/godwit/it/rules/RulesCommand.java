package org.godwit.it.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.godwit.it.wan.cases.CaseReport;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `./godwit bench rules`: what rules cost at size, and whether they mean what they should.
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measure rules on the real engine over its real storage, in this process, synced; and"
                    + " hold it against models and simulated schedules.",
            "Prints one line a case (with -o json an object: case, value, unit, target, holds),"
                    + " progress goes to standard error. Ends with 0 when everything was measured,"
                    + " whatever came out."
        })
public final class RulesCommand implements Callable<Integer> {
    private static final int MISUSE = 2;
    private static final int NOT_MEASURED = 1;

    @Option(
            names = "--case",
            paramLabel = "NAME",
            description = "measure this case; may be given again (default: all, see --list)")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "print the names of the cases")
    private boolean list;

    @Option(names = "--quick", description = "smaller: all cases in less than 15 minutes")
    private boolean quick;

    @Option(
            names = "--scale",
            hidden = true,
            defaultValue = "1",
            description = "part of each case that is done: to try the benchmark itself")
    private double scale;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "what is random begins here (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--dir",
            description =
                    "directory for the catalogue, on the disk to be measured (default: a new one"
                            + " below the current); up to 3 GB, removed at the end")
    private Optional<Path> directory = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE})")
    private String output = "text";

    /// For picocli.
    public RulesCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            Case.ALL.forEach(one -> System.out.println(one.name()));
            return 0;
        }
        List<Case> chosen = Case.named(names);
        if (chosen.size() < names.size()) {
            System.err.println(
                    "godwit bench rules: no such case among "
                            + names
                            + ": see godwit bench rules --list");
            return MISUSE;
        }
        EngineClock clock = EngineClock.system();
        long start = clock.nanoTime();
        Progress progress =
                line -> System.err.printf("%7.1f %s%n", (clock.nanoTime() - start) / 1e9, line);
        Path parent = directory.orElse(Path.of("")).toAbsolutePath();
        Path work = Files.createTempDirectory(parent, "bench-rules-");
        try (Sitting sitting = new Sitting(work, quick, scale, seed, clock, progress)) {
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
            print(report, sitting.seconds(start));
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

    private void print(CaseReport report, double seconds) {
        if (output.equals("json")) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("quick", quick);
            facts.put("seed", seed);
            facts.put("processors", Runtime.getRuntime().availableProcessors());
            facts.put("secondsToMeasure", CaseReport.rounded(seconds));
            System.out.println(report.json(facts));
        } else {
            report.text().forEach(System.out::println);
        }
    }
}
