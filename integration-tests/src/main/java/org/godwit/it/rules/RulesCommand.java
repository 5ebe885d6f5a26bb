package org.godwit.it.rules;

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
    /// Every case, in the order in which they are measured.
    static final List<Case<Sitting>> ALL =
            List.of(
                    new PresentMillion(),
                    new CopyMillion(),
                    new AttachOne(),
                    new FinishAll(),
                    new RepairStuck(),
                    new FollowChange(),
                    new SimulatedSchedules(),
                    new KilledMutants(),
                    new ModelEqual(),
                    new ExpressionsEqual());

    @Mixin private CaseOptions cases = new CaseOptions();

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

    /// For picocli.
    public RulesCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        // Simulated agents misbehave on purpose, which engines would warn of thousands of times.
        System.setProperty("logback.configurationFile", "simulation-logback.xml");
        return cases.run("rules", ALL, this::open);
    }

    private Sitting open(EngineClock clock, Progress progress) throws IOException {
        Path parent = directory.orElse(Path.of("")).toAbsolutePath();
        Path work = Files.createTempDirectory(parent, "bench-rules-");
        return new Sitting(work, quick, scale, seed, clock, progress);
    }
}
