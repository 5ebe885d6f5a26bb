package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.godwit.it.wan.agents.AgentLauncher;
import org.godwit.it.wan.agents.AgentProcess;
import org.godwit.it.wan.agents.AgentReport;
import org.godwit.it.wan.agents.AgentRequest;
import org.godwit.it.wan.agents.Deployment;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.WorkFiles;
import org.godwit.it.wan.agents.Workload;
import org.godwit.it.wan.lab.Lab;
import org.godwit.runtime.EngineClock;

/// Two sites with an agent each, a link between them, and files at the first: what most cases need.
/// Not thread-safe.
final class Pair implements AutoCloseable {
    static final int PORT = 9446;

    private static final String SOURCE = "a";
    private static final String DESTINATION = "b";

    /// Files that the pool of connections is warmed with, as the work before would have.
    private static final Workload WARM_UP = Workload.parse("4x128MiB");

    private static final int IN_FLIGHT = 8_192;
    private static final int PROGRESS_MILLIS = 1_000;
    private static final Duration RUN_MAX = Duration.ofMinutes(10);

    private final Conditions conditions;
    private final Path work;
    private final Progress progress;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Deployment deployment;
    private final Deployment.Address address;
    private final WorkFiles sources;
    private final WorkFiles copies;
    private final AgentProcess sender;
    private final AgentProcess receiver;
    private int submissions;

    /// Says to a person how far the measurement is.
    interface Progress {
        void say(String line);
    }

    private Pair(Conditions conditions, Path work, Progress progress)
            throws IOException, InterruptedException {
        this.conditions = conditions;
        this.work = work;
        this.progress = progress;
        try {
            Lab lab = Lab.open(work.resolve("lab"));
            open.push(lab);
            Lab.Site a = lab.site(SOURCE);
            Lab.Site b = lab.site(DESTINATION);
            Lab.Link link = lab.link(a, b, conditions.link());
            deployment = Deployment.create(work.resolve("deployment"), EngineClock.system());
            address = new Deployment.Address(SOURCE, link.address(a), PORT);
            sender = agent(a, address, conditions.sources());
            receiver =
                    agent(
                            b,
                            new Deployment.Address(DESTINATION, link.address(b), PORT),
                            conditions.destination());
            sources = new WorkFiles(conditions.sources(), 1);
            copies = new WorkFiles(conditions.destination(), 1);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// @param work directory for certificates, orders and the agents' logs
    static Pair open(Conditions conditions, Path work, Progress progress)
            throws IOException, InterruptedException {
        return new Pair(conditions, work, progress);
    }

    private AgentProcess agent(Lab.Site site, Deployment.Address at, Path root)
            throws IOException, InterruptedException {
        Path config = deployment.agent(at, root, conditions.settings());
        List<String> command =
                AgentLauncher.command(
                        at.agent(),
                        config,
                        List.of(
                                "--protection",
                                conditions.protection().name().toLowerCase(Locale.ROOT)));
        AgentProcess agent =
                AgentProcess.of(
                        site.start(
                                command,
                                AgentLauncher.environment(),
                                work.resolve("agent-" + at.agent() + ".log")));
        open.push(agent);
        progress.say("agent %s runs as process %d".formatted(at.agent(), agent.ready().pid()));
        return agent;
    }

    /// Makes the files of a workload at the source.
    List<WorkFile> make(String name, Workload workload) throws IOException {
        progress.say("making " + workload);
        return sources.make(name, workload);
    }

    /// Moves some files, so that the connections are as after other work.
    void warmUp() throws IOException, InterruptedException {
        List<WorkFile> files = make("warm-up", WARM_UP);
        move(files);
    }

    /// Moves files once, compares every copy, and removes the copies.
    Run move(List<WorkFile> files) throws IOException, InterruptedException {
        String id = "run-" + ++submissions;
        Path sheet =
                deployment.order(work.resolve(id + ".orders"), address, DESTINATION, files, id, 1);
        AgentReport.Usage senderBefore = sender.usage();
        AgentReport.Usage receiverBefore = receiver.usage();
        AgentReport.Done done =
                receiver.fetch(
                                new AgentRequest.Fetch(
                                        id, sheet.toString(), IN_FLIGHT, PROGRESS_MILLIS),
                                this::tell)
                        .await(RUN_MAX);
        AgentReport.Usage senderAfter = sender.usage();
        AgentReport.Usage receiverAfter = receiver.usage();
        List<String> wrong = copies.differing(files, path -> id + "/" + path);
        remove(conditions.destination().resolve(id));
        Files.delete(sheet);
        return new Run(
                done,
                senderAfter.cpuSeconds() - senderBefore.cpuSeconds(),
                receiverAfter.cpuSeconds() - receiverBefore.cpuSeconds(),
                senderAfter,
                receiverAfter,
                wrong);
    }

    private void tell(AgentReport.Progress report) {
        progress.say(
                "%5.1f s: %,d MB written, %d files durable"
                        .formatted(
                                report.millis() / 1e3,
                                report.bytesWritten() / 1_000_000,
                                report.filesDurable()));
    }

    static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                progress.say("closing failed: " + e);
            }
        }
    }
}
