package org.godwit.agent.doctor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.godwit.config.AgentConfig;
import org.godwit.report.Units;

/// The disks behind the agent's RSEs.
final class DiskCheck implements Check {
    /// Below, small files are slow whatever the network does.
    private static final double FILES_GOOD = 3000;

    private static final int FILES_LOOKED_AT_MAX = 2000;

    @Override
    public String about() {
        return "disks";
    }

    @Override
    public List<Finding> look(Host host, Goal goal, Cancellation cancellation) {
        if (host.config().isEmpty()) {
            return List.of(
                    Finding.unknown("disk", "no configuration, so no RSE to measure")
                            .advising("godwit agent doctor --config agent.yaml"));
        }
        List<Finding> findings = new ArrayList<>();
        for (AgentConfig.Storage storage : host.config().get().rses()) {
            for (Finding finding : look(host, goal, storage, cancellation)) {
                findings.add(finding.about(storage.rse()));
            }
        }
        return findings;
    }

    private static List<Finding> look(
            Host host, Goal goal, AgentConfig.Storage storage, Cancellation cancellation) {
        DiskTrial trial =
                new DiskTrial(
                        storage.root(),
                        DiskTrial.Bounds.STANDARD,
                        host.kernel(),
                        host.clock(),
                        cancellation);
        try {
            if (!storage.readOnly()) {
                return findings(goal, trial.measure());
            }
            Optional<Path> file = largestFile(storage.root());
            return file.isPresent()
                    ? findings(goal, trial.measureReading(file.get()))
                    : List.of(
                            Finding.unknown(
                                    "disk",
                                    "a read-only RSE without a file of %s to read"
                                            .formatted(Units.bytes(DiskTrial.BYTES_LEAST))));
        } catch (NoSuchFileException e) {
            return List.of(
                    Finding.bad("disk", "%s does not exist".formatted(storage.root()))
                            .advising("mkdir -p %s".formatted(storage.root())));
        } catch (AccessDeniedException e) {
            return List.of(
                    Finding.bad("disk", "%s: permission denied".formatted(e.getFile()))
                            .advising("run it as the agent's user, to whom the directory belongs"));
        } catch (IOException e) {
            return List.of(Finding.bad("disk", "%s: %s".formatted(storage.root(), e.getMessage())));
        }
    }

    static List<Finding> findings(Goal goal, DiskFigures figures) {
        List<Finding> findings = new ArrayList<>();
        figures.bestWrite().ifPresent(best -> findings.add(write(goal, figures, best)));
        figures.read()
                .ifPresent(rate ->
                        findings.add(
                                judged(
                                        goal,
                                        rate,
                                        "disk-read",
                                        "reads %s%s"
                                                .formatted(
                                                        text(rate),
                                                        figures.direct()
                                                                ? ""
                                                                : ", perhaps from memory: %s does not take O_DIRECT"
                                                                        .formatted(
                                                                                figures
                                                                                        .filesystem())),
                                        new Cost(rate.cpuSecondsPerGigabyte(), 0))));
        if (figures.filesPerSecond().isPresent() && figures.syncLatency().isPresent()) {
            findings.add(
                    small(figures.filesPerSecond().get(), figures.syncLatency().get().toNanos()));
        }
        return findings;
    }

    private static Finding write(Goal goal, DiskFigures figures, DiskFigures.Rate best) {
        String direct =
                figures.directWrite()
                        .map(rate -> "directly " + text(rate))
                        .orElse("not directly (no O_DIRECT)");
        String buffered =
                figures.bufferedWrite()
                        .map(rate -> "through the page cache " + text(rate))
                        .orElse("");
        return judged(
                goal,
                best,
                "disk-write",
                "%s writes %s, %s".formatted(figures.filesystem(), direct, buffered),
                new Cost(0, best.cpuSecondsPerGigabyte()));
    }

    private static Finding judged(
            Goal goal, DiskFigures.Rate rate, String name, String text, Cost cost) {
        Finding finding =
                rate.bytesPerSecond() >= goal.bytesPerSecond()
                        ? Finding.ok(name, text)
                        : Finding.bad(name, text)
                                .advising(
                                        "use faster or more disks, or lower the link: godwit link set A B --rate-max %s"
                                                .formatted(
                                                        Units.rate(rate.bytesPerSecond())
                                                                .replace(" ", "")));
        return finding.allowing(rate.bytesPerSecond()).costing(cost);
    }

    private static String text(DiskFigures.Rate rate) {
        return "%s (%s CPU s/GB)"
                .formatted(
                        Units.rate(rate.bytesPerSecond()),
                        String.format(Locale.ROOT, "%.2f", rate.cpuSecondsPerGigabyte()));
    }

    private static Finding small(double filesPerSecond, long syncNanos) {
        String text =
                "%.0f files of 4 KiB/s durable, %s ms for one"
                        .formatted(
                                filesPerSecond,
                                String.format(Locale.ROOT, "%.2f", syncNanos / 1e6));
        return filesPerSecond >= FILES_GOOD
                ? Finding.ok("small-files", text)
                : Finding.warn("small-files", text + ": many small files will be slow")
                        .advising("use a disk with a write cache that survives power failures");
    }

    /// The largest of the first files that are found.
    private static Optional<Path> largestFile(Path root) throws IOException {
        LargestFile visitor = new LargestFile();
        Files.walkFileTree(root, visitor);
        return visitor.bytes >= DiskTrial.BYTES_LEAST ? visitor.file : Optional.empty();
    }

    private static final class LargestFile extends SimpleFileVisitor<Path>
            implements FileVisitor<Path> {
        private Optional<Path> file = Optional.empty();
        private long bytes;
        private int seen;

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && attributes.size() > bytes) {
                file = Optional.of(path);
                bytes = attributes.size();
            }
            return ++seen < FILES_LOOKED_AT_MAX
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.TERMINATE;
        }
    }
}
