package org.godwit.it.sim;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `./godwit simulate`: runs schedules, one seed after the other.
@Command(
        name = "simulate",
        description = {
            "Runs simulated days of a grid with faults, and checks every invariant after every event.",
            "Exit status: 0 if all held, 1 if one did not; then the line to repeat it is printed."
        },
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
    enum Output {
        text,
        json
    }

    @Option(
            names = "--schedules",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many schedules (default: ${DEFAULT-VALUE})")
    private int schedules;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of the first; the others follow it (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "schedules run at a time (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--trace", description = "show what happens, event by event")
    private boolean trace;

    @Option(
            names = "--mutants",
            description = {
                "instead: put each known bug in, and look for a schedule that finds it;",
                "exit status 1 if one is not found within N schedules"
            })
    private boolean mutants;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Output output = Output.text;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        System.setProperty("logback.configurationFile", "simulation-logback.xml");
        EngineClock clock = EngineClock.system();
        long begin = clock.nanoTime();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (mutants) {
            return hunt(out);
        }
        Schedules run = new Schedules(seed, schedules, threads);
        List<ScheduleResult> results =
                trace ? run.traced(out::println) : run.run(done -> progress(err, done));
        Duration took = Duration.ofNanos(clock.nanoTime() - begin);
        Map<String, Object> summary = summary(results, took);
        if (output == Output.json) {
            out.println(JsonMapper.shared().writeValueAsString(summary));
        } else {
            summary.forEach((key, value) -> out.println(key + ": " + value));
        }
        if (trace) {
            results.forEach(result ->
                    out.println("trace hash " + Long.toHexString(result.traceHash().orElse(0))));
        }
        List<ScheduleResult> broken =
                results.stream().filter(result -> result.violation().isPresent()).toList();
        for (ScheduleResult result : broken) {
            err.println("VIOLATION " + result.violation().orElse(""));
            err.println("  in " + result.options());
            err.println(
                    "  repeat: ./godwit simulate --schedules 1 --seed "
                            + result.seed()
                            + " --trace");
        }
        out.flush();
        err.flush();
        return broken.isEmpty() ? 0 : 1;
    }

    private int hunt(PrintWriter out) {
        Map<Mutant, Object> found = new EnumMap<>(Mutant.class);
        int survivors = 0;
        for (Mutant mutant : Mutant.values()) {
            Optional<ScheduleResult> result = MutantHunt.find(mutant, seed, schedules);
            survivors += result.isPresent() ? 0 : 1;
            found.put(
                    mutant,
                    result.<Object>map(r -> "seed " + r.seed() + ", " + r.violation().orElse(""))
                            .orElse("survives"));
            if (output == Output.text) {
                out.println(mutant + ": " + found.get(mutant));
                out.flush();
            }
        }
        if (output == Output.json) {
            out.println(JsonMapper.shared().writeValueAsString(found));
            out.flush();
        }
        return survivors == 0 ? 0 : 1;
    }

    private void progress(PrintWriter err, int done) {
        if (done % 100 == 0 || done == schedules) {
            err.println(done + " of " + schedules + " schedules");
            err.flush();
        }
    }

    private Map<String, Object> summary(List<ScheduleResult> results, Duration took) {
        Map<Fault, Long> faults = new EnumMap<>(Fault.class);
        results.forEach(result ->
                result.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum)));
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("schedules", results.size());
        summary.put("seed", seed);
        summary.put(
                "simulatedHours", results.size() * SimOptions.DAY.plus(SimOptions.CALM).toHours());
        summary.put("events", results.stream().mapToLong(ScheduleResult::events).sum());
        summary.put("faults", faults);
        summary.put(
                "repeatedForComparison",
                results.stream().filter(r -> r.traceHash().isPresent()).count());
        summary.put("violations", results.stream().filter(r -> r.violation().isPresent()).count());
        summary.put("seconds", took.toMillis() / 1000.0);
        return summary;
    }
}
