package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.it.cases.CaseSitting;
import org.godwit.it.cases.Progress;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.Workload;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.it.wan.peer.Iperf;
import org.godwit.it.wan.peer.PeerLoad;
import org.godwit.it.wan.peer.PeerPlace;
import org.godwit.it.wan.peer.PeerTrial;
import org.godwit.it.wan.peer.Peers;

/// What the cases of one call of the benchmark have in common: how thorough they are, where files
/// lie, which tools are there, and what was measured already. Not thread-safe.
final class Sitting implements CaseSitting {
    /// A tool that needs longer is far behind the others.
    private static final Duration PEER_MAX = Duration.ofSeconds(100);

    private static final Duration PEER_MAX_QUICK = Duration.ofSeconds(15);
    private static final int IPERF_SECONDS = 15;
    private static final int IPERF_SECONDS_QUICK = 5;

    private final Plan plan;
    private final Path directory;
    private final Path memory;
    private final Progress progress;
    private final Peers peers = Peers.installed();
    private final Map<String, Object> known = new HashMap<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();

    /// How thorough a call is.
    ///
    /// @param quick whether workloads are smaller and runs fewer
    /// @param runs of which the median counts
    /// @param minutes of the soak
    /// @param scale part of every workload that is moved; less than 1 only to try the benchmark
    ///   itself
    record Plan(boolean quick, int runs, double minutes, double scale) {}

    /// Where the copies of a stage go.
    enum Destination {
        /// The benchmark's directory, on a disk.
        DISK,

        /// A tmpfs.
        MEMORY
    }

    private Sitting(Plan plan, Path directory, Path memory, Progress progress) {
        this.plan = plan;
        this.directory = directory;
        this.memory = memory;
        this.progress = progress;
    }

    /// @param directory for copies, certificates and logs: on the disk that is to be measured
    /// @param memory a directory on a tmpfs
    static Sitting open(Plan plan, Path directory, Path memory, Progress progress)
            throws IOException {
        return new Sitting(
                plan,
                readable(
                        Files.createTempDirectory(
                                readable(Files.createDirectories(directory)), "sitting-")),
                readable(Files.createTempDirectory(memory, "godwit-bench-")),
                progress);
    }

    /// Servers of other tools run under accounts of their own.
    private static Path readable(Path directory) throws IOException {
        return Files.setPosixFilePermissions(
                directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    boolean isQuick() {
        return plan.quick();
    }

    Plan plan() {
        return plan;
    }

    int runs() {
        return plan.runs();
    }

    Progress progress() {
        return progress;
    }

    /// The workload for this call.
    Workload workload(String full, String quick) {
        return workload(plan.quick() ? quick : full);
    }

    /// The same workload, whether or not the call is a quick one.
    Workload workload(String text) {
        return Workload.parse(text).scaled(plan.scale());
    }

    /// Opens a rig with directories of its own.
    Stage stage(String name, LinkSpec link) throws IOException {
        String unique = name + "-" + (stages.size() + 1);
        Stage stage =
                Stage.open(
                        Rig.open(link, directory.resolve(unique), progress),
                        readable(Files.createDirectories(memory.resolve(unique))),
                        directory.resolve(unique));
        stages.add(stage);
        return stage;
    }

    /// Remembers runs whose memory counts for the whole sitting.
    Series remember(Series series) {
        runs.addAll(series.runs());
        return series;
    }

    List<Run> allRuns() {
        return List.copyOf(runs);
    }

    /// What several cases need is measured once.
    <T> T once(String key, Class<T> type, Measuring<T> measuring)
            throws IOException, InterruptedException {
        Object found = known.get(key);
        if (found == null) {
            found = measuring.measure();
            known.put(key, found);
        }
        return type.cast(found);
    }

    /// Something that takes a while.
    @FunctionalInterface
    interface Measuring<T> {
        T measure() throws IOException, InterruptedException;
    }

    /// What 64 streams of iperf3 carry on a stage's link, MB/s; empty where it is not installed.
    Optional<Double> ceiling(Stage stage) {
        return iperf(stage).map(Iperf.Result::megabytesPerSecond);
    }

    /// What 64 streams of iperf3 carry on a stage's link, and what that costs; empty where it is
    /// not installed.
    Optional<Iperf.Result> iperf(Stage stage) {
        if (!peers.hasIperf()) {
            return Optional.empty();
        }
        Iperf.Result result =
                Iperf.measure(
                        place(stage, Destination.MEMORY),
                        plan.quick() ? IPERF_SECONDS_QUICK : IPERF_SECONDS);
        progress.say(
                "iperf3 -P 64: %.1f MB/s; CPU s/GB %.3f sender, %.3f receiver"
                        .formatted(
                                result.megabytesPerSecond(),
                                result.senderCpuPerGigabyte(),
                                result.receiverCpuPerGigabyte()));
        return Optional.of(result);
    }

    /// The best copy by each of the tools.
    ///
    /// @param destination where the copies go
    /// @param directory that holds the files, at the stage's source
    /// @param names of the tools; all where empty
    List<PeerTrial> peers(
            Stage stage,
            Destination destination,
            String directory,
            List<WorkFile> files,
            List<String> names)
            throws IOException, InterruptedException {
        PeerPlace place = place(stage, destination);
        List<PeerTrial> best = new ArrayList<>();
        for (var peer : peers.present(names)) {
            List<PeerTrial> trials =
                    Peers.trials(
                            place,
                            peer,
                            new PeerLoad(directory, files, "peer-" + peer.name()),
                            plan.quick() ? 1 : Integer.MAX_VALUE,
                            plan.quick() ? PEER_MAX_QUICK : PEER_MAX);
            trials.forEach(trial -> progress.say(trial.toString()));
            PeerTrial.best(trials).ifPresent(best::add);
        }
        return best;
    }

    private static PeerPlace place(Stage stage, Destination destination) {
        return new PeerPlace(
                stage.rig().source(),
                stage.rig().destination(),
                stage.rig().link(),
                stage.sources(),
                stage.copies(destination),
                stage.rig().work());
    }

    /// What is true of every case of this call.
    @Override
    public Map<String, Object> facts() throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("quick", plan.quick());
        facts.put("scale", plan.scale());
        facts.put("missingPeers", peers.missing());
        facts.put("host", Host.facts(directory));
        return facts;
    }

    @Override
    public void close() throws IOException {
        Trees.remove(memory);
        for (Stage stage : stages) {
            stage.removeCopies();
        }
    }
}
