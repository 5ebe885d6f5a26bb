package org.godwit.it.cases;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// The options that say which cases of a benchmark are measured, and how they are printed: reports
/// to standard output, progress to standard error.
public final class CaseOptions {
    private static final int MISUSE = 2;
    private static final int NOT_MEASURED = 1;

    @Option(
            names = "--case",
            paramLabel = "NAME",
            description = "measure this case; may be given again (default: all, see --list)")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "print the names of the cases")
    private boolean list;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE})")
    private String output = "text";

    /// For picocli.
    public CaseOptions() {}

    /// Makes what the cases share.
    @FunctionalInterface
    public interface Opening<S> {
        S open(EngineClock clock, Progress progress) throws IOException;
    }

    /// Whether only the names are asked for.
    public boolean onlyLists() {
        return list;
    }

    /// Measures the cases that are asked for, one after the other: where one cannot be measured,
    /// the others still are. Answers the exit status: 0 when everything was measured, whatever came
    /// out.
    ///
    /// @param benchmark as users call it
    /// @param all cases, in the order in which they are measured
    public <S extends CaseSitting> int run(
            String benchmark, List<? extends Case<? super S>> all, Opening<S> opening)
            throws IOException, InterruptedException {
        if (list) {
            all.forEach(one -> System.out.println(one.name()));
            return 0;
        }
        List<? extends Case<? super S>> chosen = named(all, names);
        if (!names.isEmpty() && chosen.size() < names.size()) {
            System.err.printf(
                    "godwit bench %s: no such case among %s: see godwit bench %s --list%n",
                    benchmark, names, benchmark);
            return MISUSE;
        }
        EngineClock clock = EngineClock.system();
        long start = clock.nanoTime();
        Progress progress =
                line -> System.err.printf("%7.1f %s%n", (clock.nanoTime() - start) / 1e9, line);
        try (S sitting = opening.open(clock, progress)) {
            int failed = 0;
            for (Case<? super S> one : chosen) {
                progress.say("case " + one.name());
                failed += measure(one, sitting, clock, progress) ? 0 : 1;
            }
            return failed == 0 ? 0 : NOT_MEASURED;
        }
    }

    /// The cases of these names, in their order; all for no names.
    static <C extends Case<?>> List<C> named(List<C> all, List<String> names) {
        return all.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
    }

    private <S extends CaseSitting> boolean measure(
            Case<? super S> one, S sitting, EngineClock clock, Progress progress)
            throws InterruptedException {
        long start = clock.nanoTime();
        try {
            CaseReport report = one.measure(sitting);
            print(report, sitting, (clock.nanoTime() - start) / 1e9);
            return true;
        } catch (IOException | RuntimeException e) {
            progress.say(one.name() + " was not measured: " + e);
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

    private void print(CaseReport report, CaseSitting sitting, double seconds) throws IOException {
        if (output.equals("json")) {
            System.out.println(report.json(sitting.facts(), seconds));
        } else {
            report.text().forEach(System.out::println);
        }
    }
}
