package org.godwit.it.wan.agents;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.model.Adler32;
import org.godwit.runtime.EngineClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./godwit bench-agent`: agents under test by hand.
@Command(
        name = "bench-agent",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Agents whose data plane is measured, without an engine.",
        footer = {
            "",
            "By hand, on two hosts (or twice on one, with other ports):",
            "  1. bench-agent deploy DIR --agent us=us.example:9446=/data/us --agent fr=…   once; copy DIR",
            "  2. bench-agent files /data/us 4x1GiB > manifest                              at us",
            "  3. bench-agent run --config DIR/agent-us.yaml                                 at us; the same at fr",
            "  4. bench-agent orders DIR --from us=us.example:9446 --to fr manifest > orders",
            "  5. at fr, type into the running agent:",
            "     {\"is\":\"Fetch\",\"id\":\"1\",\"orders\":\"orders\",\"inFlight\":8192,\"progressMillis\":1000}",
            "It answers with lines of progress and the result, and {\"is\":\"Use\"} with what it uses.",
            "An agent ends with its input (ctrl-D). ./godwit bench pair does all of it on one machine."
        })
public final class BenchAgentCommand implements Callable<Integer> {
    private static final Pattern ADDRESS = Pattern.compile("([^=]+)=(.+):(\\d{1,5})");

    /// For picocli.
    public BenchAgentCommand() {}

    @Override
    public Integer call() {
        System.err.println("godwit bench-agent: say what to do, see godwit bench-agent --help");
        return 2;
    }

    @Command(name = "run", description = "Run an agent that obeys lines on standard input.")
    int run(
            @Option(names = "--config", required = true, description = "as of godwit agent")
                    Path config,
            @Mixin BenchAgentOptions options)
            throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (BenchAgent agent =
                BenchAgent.open(
                        config, options, EngineClock.system(), line -> System.out.println(line))) {
            agent.run(in);
        }
        return 0;
    }

    @Command(
            name = "deploy",
            description = "Make certificates and configurations in a new directory.")
    int deploy(
            @Parameters(paramLabel = "DIR") Path directory,
            @Option(
                            names = "--agent",
                            required = true,
                            paramLabel = "NAME=HOST:PORT=ROOT",
                            description = "an agent, its data port, its storage")
                    List<String> agents,
            @Option(
                            names = "--set",
                            paramLabel = "KEY=VALUE",
                            description = "further keys of the configuration, as connections=16")
                    Map<String, String> settings)
            throws IOException {
        Deployment deployment = Deployment.create(directory, EngineClock.system());
        for (String agent : agents) {
            int end = agent.lastIndexOf('=');
            Path config =
                    deployment.agent(
                            address(agent.substring(0, Math.max(end, 0))),
                            Path.of(agent.substring(end + 1)),
                            settings == null ? Map.of() : settings);
            System.out.println(config);
        }
        return 0;
    }

    @Command(name = "files", description = "Make files that do not compress; prints a manifest.")
    int files(
            @Parameters(paramLabel = "ROOT", description = "the source agent's storage") Path root,
            @Parameters(paramLabel = "FILES", description = "as 4x1GiB+400x4MiB") String workload,
            @Option(names = "--seed", defaultValue = "1") long seed)
            throws IOException {
        for (WorkFile file : new WorkFiles(root, seed).make("bench", Workload.parse(workload))) {
            System.out.println(file.bytes() + " " + file.adler32() + " " + file.path());
        }
        return 0;
    }

    @Command(name = "orders", description = "Print signed orders to fetch a manifest's files.")
    int orders(
            @Parameters(paramLabel = "DIR", description = "the deployment") Path directory,
            @Parameters(paramLabel = "MANIFEST") Path manifest,
            @Option(names = "--from", required = true, paramLabel = "NAME=HOST:PORT") String from,
            @Option(names = "--to", required = true, paramLabel = "NAME") String to,
            @Option(names = "--into", defaultValue = "copy") String into,
            @Option(names = "--attempt", defaultValue = "1") int attempt)
            throws IOException {
        List<WorkFile> files =
                Files.readAllLines(manifest).stream()
                        .map(line -> line.split(" ", 3))
                        .map(word ->
                                new WorkFile(
                                        word[2],
                                        Long.parseLong(word[0]),
                                        Adler32.parse(word[1]),
                                        0))
                        .toList();
        Path sheet = Files.createTempFile("godwit-orders", ".jsonl");
        try {
            Deployment.open(directory, EngineClock.system())
                    .order(sheet, address(from), to, files, into, attempt);
            Files.copy(sheet, System.out);
        } finally {
            Files.delete(sheet);
        }
        return 0;
    }

    private static Deployment.Address address(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\": give NAME=HOST:PORT");
        }
        return new Deployment.Address(
                matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3)));
    }
}
