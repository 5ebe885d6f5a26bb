package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.godwit.it.cases.Case;
import org.godwit.it.cases.CaseOptions;
import org.godwit.it.cases.Progress;
import org.godwit.it.wan.lab.Lab;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    /// Every case, in the order in which they are measured.
    static final List<Case<Sitting>> ALL =
            List.of(
                    new Big2g(),
                    new BigFast("big-4g", 4_000),
                    new BigFast("big-8g", 8_000),
                    new Loss(),
                    new ProtectedLinks(),
                    SmallFiles.of64KiB(),
                    SmallFiles.of4KiB(),
                    new Night(),
                    new Cpu(),
                    new Memory(),
                    new Faults(),
                    new Corrupt(),
                    new Share(),
                    new Soak());

    private static final int MISUSE = 2;
    private static final int RUNS = 3;
    private static final double SOAK_MINUTES = 30;
    private static final double SOAK_MINUTES_QUICK = 1;

    @Mixin private CaseOptions cases = new CaseOptions();

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
            names = "--scale",
            hidden = true,
            defaultValue = "1",
            description = "part of each workload that is moved: to try the benchmark itself")
    private double scale;

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

    /// For picocli.
    public WanCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<String> obstacle = cases.onlyLists() ? Optional.empty() : Lab.obstacle();
        if (obstacle.isPresent()) {
            System.err.println("godwit bench wan: " + obstacle.get());
            return MISUSE;
        }
        return cases.run("wan", ALL, this::open);
    }

    private Sitting open(EngineClock clock, Progress progress) throws IOException {
        Path work =
                directory.isPresent()
                        ? directory.get().toAbsolutePath()
                        : Files.createTempDirectory(Path.of("").toAbsolutePath(), "bench-wan-");
        progress.say("copies and logs are in " + work);
        return Sitting.open(plan(), work, memory, progress);
    }

    private Sitting.Plan plan() {
        int count = runs > 0 ? runs : quick ? 1 : RUNS;
        double soak = minutes > 0 ? minutes : quick ? SOAK_MINUTES_QUICK : SOAK_MINUTES;
        return new Sitting.Plan(quick, count, soak, scale);
    }
}
