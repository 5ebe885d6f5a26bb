package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.godwit.it.wan.agents.AgentLauncher;
import org.godwit.it.wan.agents.AgentProcess;
import org.godwit.it.wan.agents.AgentReport;
import org.godwit.it.wan.agents.AgentRequest;
import org.godwit.it.wan.agents.Deployment;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.WorkFiles;
import org.godwit.it.wan.agents.Workload;
import org.godwit.it.wan.lab.Site;

/// An agent at each site of a rig, and files at the first that the second fetches. Not thread-safe.
public final class Pair implements AutoCloseable {
    /// The longest that any submission of a benchmark may take.
    static final Duration MOVE_MAX = Duration.ofMinutes(10);

    /// Mean size of files from which on removing them leaves few inodes behind.
    private static final long LARGE_BYTES = 1 << 20;

    private static final int FIRST_PORT = 9446;

    /// Files that the pool of connections is warmed with, as the work before would have.
    private static final Workload WARM_UP = Workload.parse("2x512MiB");

    /// For a pool that is cold, of agents that are not.
    private static final Workload SELF_WARM_UP = Workload.parse("2x64MiB+200x64KiB");

    private static final int SETTLING_ROUNDS = 10;
    private static final int SETTLING_ROUNDS_QUICK = 3;

    private static final String WARM_UP_DIRECTORY = "warm-up";
    private static final String SELF = "self";
    private static final int IN_FLIGHT = 8_192;
    private static final int PROGRESS_MILLIS = 1_000;

    private final Rig rig;
    private final Conditions conditions;
    private final End from;
    private final End to;
    private int submissions;

    /// One of the two agents.
    private final class End {
        private final Site site;
        private final Path root;
        private final Deployment.Address address;
        private final Path config;
        private final WorkFiles files;
        private final List<String> options;
        private AgentProcess agent;

        End(Site site, int number, Path root, List<String> options) throws IOException {
            this.site = site;
            this.root = root;
            this.address =
                    new Deployment.Address(
                            site.name() + number, rig.link().address(site), FIRST_PORT + number);
            this.config = rig.deployment().agent(address, root, conditions.settings());
            this.files = new WorkFiles(root, number);
            this.options = new ArrayList<>(options);
            this.options.add("--protection");
            this.options.add(conditions.protection().name().toLowerCase(Locale.ROOT));
            this.agent = start();
        }

        private AgentProcess start() throws IOException {
            return AgentProcess.of(
                    rig.pipe(
                            site,
                            AgentLauncher.command(address.agent(), config, options),
                            AgentLauncher.environment(),
                            rig.work().resolve("agent-" + address.agent() + ".log")));
        }

        void awaitReady() throws IOException, InterruptedException {
            rig.progress()
                    .say(
                            "agent %s is process %d"
                                    .formatted(address.agent(), agent.awaitReady().pid()));
        }
    }

    /// A submission under way.
    final class Moving {
        private final List<WorkFile> wanted;
        private final String into;
        private final AgentReport.Usage senderBefore;
        private final AgentReport.Usage receiverBefore;
        private final AgentProcess.Fetching fetching;

        private Moving(
                List<WorkFile> wanted,
                String into,
                AgentRequest.Fetch request,
                Consumer<AgentReport.Progress> progress)
                throws IOException, InterruptedException {
            this.wanted = wanted;
            this.into = into;
            this.senderBefore = from.agent.usage(false);
            this.receiverBefore = to.agent.usage(false);
            this.fetching = to.agent.fetch(request, progress);
        }

        boolean isDone() {
            return fetching.isDone();
        }

        /// Waits for the end, then compares every copy with its file.
        Run await() throws IOException, InterruptedException {
            AgentReport.Done done = fetching.await(MOVE_MAX);
            AgentReport.Usage senderAfter = from.agent.usage(false);
            AgentReport.Usage receiverAfter = to.agent.usage(false);
            return new Run(
                    done,
                    senderAfter.cpuSeconds() - senderBefore.cpuSeconds(),
                    receiverAfter.cpuSeconds() - receiverBefore.cpuSeconds(),
                    senderAfter,
                    receiverAfter,
                    wrong(wanted, into));
        }
    }

    private Pair(Rig rig, Conditions conditions, int number, List<String> receiverOptions)
            throws IOException, InterruptedException {
        this.rig = rig;
        this.conditions = conditions;
        rig.closing(this);
        this.from = new End(rig.source(), number, conditions.sources(), List.of());
        this.to = new End(rig.destination(), number, conditions.destination(), receiverOptions);
        from.awaitReady();
        to.awaitReady();
    }

    /// Starts both agents; they are ended with the rig at the latest.
    ///
    /// @param number tells pairs of one rig apart
    /// @param receiverOptions of the destination's process beside the usual ones
    static Pair open(Rig rig, Conditions conditions, int number, List<String> receiverOptions)
            throws IOException, InterruptedException {
        return new Pair(rig, conditions, number, receiverOptions);
    }

    static Pair open(Rig rig, Conditions conditions) throws IOException, InterruptedException {
        return open(rig, conditions, 0, List.of());
    }

    Rig rig() {
        return rig;
    }

    Conditions conditions() {
        return conditions;
    }

    /// The port on which the source's agent listens.
    int port() {
        return from.address.port();
    }

    AgentProcess receiver() {
        return to.agent;
    }

    AgentProcess sender() {
        return from.agent;
    }

    /// Makes the files of a workload in a directory at the source, in place of what it held.
    List<WorkFile> make(String directory, Workload workload) throws IOException {
        rig.progress().say("making " + workload);
        Trees.remove(conditions.sources().resolve(directory));
        return from.files.make(directory, workload);
    }

    /// Makes one file and many names for it: a long submission that needs little memory.
    List<WorkFile> makeLinks(String directory, Workload workload, int names) throws IOException {
        WorkFile file = make(directory, workload).getFirst();
        List<WorkFile> files = new ArrayList<>(List.of(file));
        for (int i = 1; i < names; i++) {
            String path = "%s-%03d".formatted(file.path(), i);
            Files.createLink(
                    conditions.sources().resolve(path), conditions.sources().resolve(file.path()));
            files.add(new WorkFile(path, file.bytes(), file.adler32(), file.crc32c()));
        }
        return files;
    }

    /// Moves some files, so that the connections are as after other work.
    void warmUp() throws IOException, InterruptedException {
        warmUp(1);
    }

    /// Moves as much as it takes until the agents' code is compiled, for figures of processor time:
    /// agents run for weeks, and on few processors the compiler takes a third of the first minute.
    ///
    /// @param quick whether to be content with most of it
    void settle(boolean quick) throws IOException, InterruptedException {
        warmUp(quick ? SETTLING_ROUNDS_QUICK : SETTLING_ROUNDS);
    }

    private void warmUp(int rounds) throws IOException, InterruptedException {
        List<WorkFile> files = from.files.make(WARM_UP_DIRECTORY, WARM_UP);
        for (int i = 0; i < rounds; i++) {
            String into = WARM_UP_DIRECTORY + "-" + i;
            AgentReport.Done _ =
                    begin(files, into, 1, PROGRESS_MILLIS, this::tell).fetching.await(MOVE_MAX);
            removeCopies(into);
        }
        Trees.remove(conditions.sources().resolve(WARM_UP_DIRECTORY));
    }

    /// Has both agents move files within their own site, so that their code is compiled as in any
    /// agent that runs since yesterday, while no connection between the sites has ever been open.
    void warmUpApart() throws IOException, InterruptedException {
        for (End end : List.of(from, to)) {
            List<WorkFile> files = end.files.make(WARM_UP_DIRECTORY, SELF_WARM_UP);
            AgentRequest.Fetch request = request(end, end, files, SELF, 1, PROGRESS_MILLIS);
            AgentReport.Done _ = end.agent.fetch(request, _ -> {}).await(MOVE_MAX);
            // The next pair's warm-up makes other files of the same names.
            Trees.remove(end.root.resolve(WARM_UP_DIRECTORY));
            Trees.remove(end.root.resolve(SELF));
        }
    }

    /// Begins a submission; one at a time.
    ///
    /// @param into directory of the copies; the same again with a higher attempt takes up what is
    ///   there
    Moving begin(
            List<WorkFile> files,
            String into,
            int attempt,
            int progressMillis,
            Consumer<AgentReport.Progress> progress)
            throws IOException, InterruptedException {
        AgentRequest.Fetch request = request(from, to, files, into, attempt, progressMillis);
        return new Moving(files, into, request, progress);
    }

    private AgentRequest.Fetch request(
            End source,
            End destination,
            List<WorkFile> files,
            String into,
            int attempt,
            int progressMillis)
            throws IOException {
        String id = into + "-" + ++submissions;
        Path sheet = rig.work().resolve(destination.address.agent() + "-" + id + ".orders");
        rig.deployment()
                .order(sheet, source.address, destination.address.agent(), files, into, attempt);
        return new AgentRequest.Fetch(id, sheet.toString(), IN_FLIGHT, progressMillis);
    }

    /// Moves files once, compares every copy, and removes the copies of large files.
    Run move(List<WorkFile> files) throws IOException, InterruptedException {
        String into = "run-" + (submissions + 1);
        Run run = begin(files, into, 1, PROGRESS_MILLIS, this::tell).await();
        if (areLarge(files)) {
            removeCopies(into);
        }
        return run;
    }

    /// Copies of many small files stay until the stage is taken down: for minutes after a deletion
    /// ext4 passes over every freed inode whenever it makes one, several times as slowly as else.
    private static boolean areLarge(List<WorkFile> files) {
        long bytes = files.stream().mapToLong(WorkFile::bytes).sum();
        return bytes >= files.size() * LARGE_BYTES;
    }

    /// Files below a directory of copies that are at their final names and are not what they should
    /// be: unknown, incomplete or different.
    List<String> wrongAndVisible(List<WorkFile> files, String into) throws IOException {
        Path root = conditions.destination().resolve(into);
        if (!Files.exists(root)) {
            return List.of();
        }
        List<String> visible;
        try (Stream<Path> paths = Files.walk(root)) {
            visible =
                    paths.filter(Files::isRegularFile)
                            .map(path -> root.relativize(path).toString())
                            .toList();
        }
        Map<String, WorkFile> expected = new HashMap<>();
        files.forEach(file -> expected.put(file.path(), file));
        List<String> wrong =
                new ArrayList<>(visible.stream().filter(p -> !expected.containsKey(p)).toList());
        List<WorkFile> there =
                visible.stream().filter(expected::containsKey).map(expected::get).toList();
        wrong.addAll(to.files.differing(there, path -> into + "/" + path));
        return wrong;
    }

    void removeCopies(String into) throws IOException {
        Trees.remove(conditions.destination().resolve(into));
    }

    /// Those of the files that are not at their final names.
    List<WorkFile> missing(List<WorkFile> files, String into) {
        Path root = conditions.destination().resolve(into);
        return files.stream().filter(file -> !Files.exists(root.resolve(file.path()))).toList();
    }

    /// Those of the files whose copy is missing or different.
    List<String> wrong(List<WorkFile> files, String into) throws IOException {
        return to.files.differing(files, path -> into + "/" + path);
    }

    void killReceiver() throws InterruptedException {
        to.agent.kill();
    }

    void startReceiver() throws IOException, InterruptedException {
        to.agent = to.start();
        to.awaitReady();
    }

    private void tell(AgentReport.Progress report) {
        rig.progress()
                .say(
                        "%5.1f s: %d MB written, %d files durable"
                                .formatted(
                                        report.millis() / 1e3,
                                        report.bytesWritten() / 1_000_000,
                                        report.filesDurable()));
    }

    @Override
    public void close() {
        if (to != null) {
            to.agent.close();
        }
        if (from != null) {
            from.agent.close();
        }
    }
}
