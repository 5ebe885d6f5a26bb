package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.Workload;
import org.godwit.it.wan.link.LinkReport;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.model.Protection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `./godwit bench pair`: one workload between two agents over an emulated link.
@Command(
        name = "pair",
        mixinStandardHelpOptions = true,
        description = {
            "Two agents on an emulated long link, one submission of files, some runs.",
            "Needs root, for network namespaces. The agents' JVM options are those of the product;"
                    + " GODWIT_AGENT_OPTS adds to them, %%a in it stands for the agent's name:"
                    + " GODWIT_AGENT_OPTS='-XX:StartFlightRecording:filename=/tmp/%%a.jfr'."
        })
public final class PairCommand implements Callable<Integer> {
    @Option(names = "--rate-mbit", defaultValue = "2000", description = "default: ${DEFAULT-VALUE}")
    private int rateMbit;

    @Option(
            names = "--share-mbit",
            defaultValue = "0",
            description = "what an engine would let the destination have of it; 0 for any")
    private double shareMbit;

    @Option(
            names = "--delay-ms",
            defaultValue = "75",
            description = "one way, default: ${DEFAULT-VALUE}")
    private double delayMillis;

    @Option(names = "--queue-ms", defaultValue = "100", description = "default: ${DEFAULT-VALUE}")
    private int queueMillis;

    @Option(
            names = "--loss",
            defaultValue = "0",
            description = "percent of packets, default: ${DEFAULT-VALUE}")
    private double lossPercent;

    @Option(
            names = "--files",
            defaultValue = "1x4GiB",
            description = "as 20000x64KiB or 4x1GiB+400x4MiB, default: ${DEFAULT-VALUE}")
    private String files = "";

    @Option(
            names = "--protection",
            defaultValue = "clear",
            description = "clear, tls or integrity, default: ${DEFAULT-VALUE}")
    private String protection = "";

    @Option(names = "--destination", description = "directory of the copies, default: in --dir")
    private Path destination = Path.of("");

    @Option(names = "--sources", description = "directory of the files, default: in /dev/shm")
    private Path sources = Path.of("");

    @Option(
            names = "--dir",
            description = "directory for logs, certificates and orders, default: a temporary one")
    private Path directory = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "further keys of the agents' configuration")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--runs",
            defaultValue = "3",
            description = "measured runs, default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(
            names = "--cold",
            description = "warm up each agent by itself: the first run opens the connections")
    private boolean cold;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json, default: ${DEFAULT-VALUE}")
    private String output = "";

    /// For picocli.
    public PairCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path work = given(directory) ? directory : Files.createTempDirectory("godwit-bench-");
        Files.createDirectories(work);
        Path from =
                given(sources)
                        ? sources
                        : Files.createTempDirectory(Path.of("/dev/shm"), "godwit-bench-");
        Path to = given(destination) ? destination : work.resolve("copies");
        Conditions conditions =
                new Conditions(
                        Protection.valueOf(protection.toUpperCase(Locale.ROOT)),
                        from,
                        to,
                        settings);
        LinkSpec link =
                LinkSpec.standard()
                        .withRateMbit(rateMbit)
                        .withDelayMillis(delayMillis)
                        .withQueueMillis(queueMillis)
                        .withLoss(lossPercent / 100);
        System.err.println("logs are in " + work);
        try (Rig rig = Rig.open(link, work, line -> System.err.println(line));
                Pair pair = Pair.open(rig, conditions)) {
            List<WorkFile> made = pair.make("work", Workload.parse(files));
            if (shareMbit > 0) {
                pair.receiver().allow((long) (shareMbit * 1e6 / 8));
            }
            if (cold) {
                pair.warmUpApart();
            } else {
                pair.warmUp();
            }
            for (int i = 0; i < runs; i++) {
                rig.link().reset();
                Run run = pair.move(made);
                print(run, rig.link().report());
            }
        } finally {
            Trees.remove(from);
        }
        return 0;
    }

    private static boolean given(Path path) {
        return !path.toString().isEmpty();
    }

    private void print(Run run, LinkReport link) {
        if (output.equals("json")) {
            System.out.println(
                    JsonMapper.shared().writeValueAsString(Map.of("run", run, "link", link)));
            return;
        }
        System.out.println(run + "; link: " + link.fault().orElse("valid"));
    }
}
